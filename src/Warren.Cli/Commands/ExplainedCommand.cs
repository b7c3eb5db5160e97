using System.CommandLine;

namespace Warren.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExplainedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines, one each.</summary>
    public IReadOnlyList<string> Examples => examples;
}
