using System.CommandLine;
using Warren.Api.Local;
using Warren.Cli.Hosting;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    /// <summary>The state folder.</summary>
    public static Option<string?> StateFolder { get; } = new("--state-dir")
    {
        Description = "State folder; default $WARREN_STATE_DIR, else the first of /var/lib/warren, ~/.config/warren, ~/.warren and /tmp/warren that can be written",
        HelpName = "FOLDER",
        Recursive = true,
    };

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
        HelpName = "table|json|id|name",
        CustomParser = Parsers.Format,
        Recursive = true,
        CompletionSources = { "table", "json", "id", "name" },
    };

    /// <summary>Results and errors only.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "No progress and no notices; of lists and of what is made only the ids",
        Recursive = true,
    };

    /// <summary>How a command line wants its result printed.</summary>
    public static OutputFormat Format(this ParseResult parsed) => parsed.GetValue(Output) is OutputFormat.Table && parsed.GetValue(Quiet) ? OutputFormat.Id : parsed.GetValue(Output);

    /// <summary>The server that a command line means.</summary>
    public static ServerProcess Server(this ParseResult parsed) => new(parsed.State(), !parsed.GetValue(Yes));

    /// <summary>The state folder that a command line means.</summary>
    public static StateFolder State(this ParseResult parsed) => Api.Local.StateFolder.Open(parsed.GetValue(StateFolder));
}
