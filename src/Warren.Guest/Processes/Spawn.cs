namespace Warren.Guest.Processes;

/// <summary>Everything that a new process gets.</summary>
/// <param name="Arguments">The argument vector.</param>
/// <param name="Environment">The environment, complete.</param>
/// <param name="Workdir">Absolute path.</param>
/// <param name="User">Whose process it is.</param>
/// <param name="TrackingGid">The group that marks it and all that it forks.</param>
/// <param name="Stdin">Descriptor, as are the two that follow. The caller keeps and closes them.</param>
/// <param name="Stdout">Standard output.</param>
/// <param name="Stderr">Standard error.</param>
/// <param name="Terminal">Path of the terminal that it gets instead of those three, or null.</param>
/// <param name="Ended">Called once it was reaped.</param>
internal sealed record Spawn(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string Workdir,
    UserAccount User,
    int TrackingGid,
    int Stdin,
    int Stdout,
    int Stderr,
    string? Terminal,
    Action<ProcessEnd> Ended);
