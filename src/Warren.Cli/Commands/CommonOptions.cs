using System.CommandLine;
using Warren.Api.Local;
using Warren.Api.Settings;
using Warren.Cli.Hosting;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    /// <summary>The state folder.</summary>
    public static SettingOption StateFolder { get; } = new(SettingCatalog.StateFolder) { Recursive = true };

    /// <summary>The server that commands call.</summary>
    public static SettingOption ServerAddress { get; } = new(SettingCatalog.Server) { Recursive = true };

    /// <summary>Never ask.</summary>
    public static Option<bool> Yes { get; } = new("--yes", "-y")
    {
        Description = "Never ask before root rights are used",
        Recursive = true,
    };

    /// <summary>How results are printed.</summary>
    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "How results are printed; default table",
        HelpName = "table|json|yaml|id|name",
        CustomParser = Parsers.Format,
        Recursive = true,
        CompletionSources = { "table", "json", "yaml", "id", "name" },
    };

    /// <summary>Results and errors only.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "No progress and no notices; of lists and of what is made only the ids",
        Recursive = true,
    };

    /// <summary>How a command line wants its result printed.</summary>
    public static OutputFormat Format(this ParseResult parsed) => parsed.GetValue(Output) switch
    {
        OutputFormat.Table when parsed.GetValue(Quiet) => OutputFormat.Id,
        OutputFormat.Yaml => OutputFormat.Json, // The same values; JsonOutput writes them as YAML.
        var format => format,
    };

    /// <summary>The server that a command line means.</summary>
    public static ServerProcess Server(this ParseResult parsed)
    {
        var reader = parsed.Settings();
        var state = Open(reader);
        return new(state, new ServerAccess(state, reader.Read(state)), !parsed.GetValue(Yes));
    }

    /// <summary>The state folder that a command line means.</summary>
    public static StateFolder State(this ParseResult parsed) => Open(parsed.Settings());

    /// <summary>What a command line, and all that is set beside it, says.</summary>
    public static SettingsReader Settings(this ParseResult parsed) => SettingsReader.OfProcess(SettingOption.Given(parsed));

    private static StateFolder Open(SettingsReader reader) => Api.Local.StateFolder.Open(reader.Find(SettingCatalog.StateFolder).Value);
}
