using System.CommandLine;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Sessions;

/// <summary>The options that say what a session's sandbox is made of. (Those of a sandbox by itself have other defaults, and a driver.)</summary>
/// <param name="forChange">Whether a session is there already.</param>
internal sealed class LimitOptions(bool forChange)
{
    private readonly Option<string?> _memory = new("--memory", "-m") { Description = "Memory, such as 512m or 2g; default 512m", HelpName = "SIZE" };
    private readonly Option<string?> _disk = new("--disk") { Description = "What its volume holds; default 1g", HelpName = "SIZE" };
    private readonly Option<string?> _network = new("--network") { Description = "none or allow_all; default none", HelpName = "POLICY", CompletionSources = { "none", "allow_all" } };

    /// <summary>The image; of a new one alone.</summary>
    public Option<string?> Image { get; } = new("--image") { Description = "Image to run from; default the server's", HelpName = "REFERENCE", CompletionSources = { "warren/worker" } };

    /// <summary>Processor cores.</summary>
    public Option<double?> Cpu { get; } = new("--cpu") { Description = "Processor cores, fractional; default 0.5", HelpName = "CORES", CustomParser = Parsers.Number };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in forChange ? [Cpu, _memory, _network] : new Option[] { Image, Cpu, _memory, _disk, _network })
        {
            option.Description = forChange ? option.Description!.Split("; default")[0] : option.Description;
            command.Options.Add(option);
        }
    }

    /// <summary>Memory in bytes.</summary>
    public long? ReadMemory(ParseResult parsed) => parsed.GetValue(_memory) is { } text ? Sizes.Parse(text) : null;

    /// <summary>Disk in bytes; of a new one alone.</summary>
    public long? ReadDisk(ParseResult parsed) => parsed.GetValue(_disk) is { } text ? Sizes.Parse(text) : null;

    /// <summary>The network policy.</summary>
    public NetworkPolicy? ReadNetwork(ParseResult parsed) => parsed.GetValue(_network) is { } text ? SpecOptions.ParseNetwork(text) : null;
}
