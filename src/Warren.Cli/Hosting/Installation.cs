namespace Warren.Cli.Hosting;

/// <summary>
/// Where the parts of this installation are. The command line lies in <c>ROOT/artifacts/app/BUILD/cli</c>, with the
/// server beside it.
/// </summary>
internal static class Installation
{
    /// <summary>The server's program.</summary>
    public static string Server { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../server/Warren.Server"));

    /// <summary>The checked-out repository that it was built from.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
}
