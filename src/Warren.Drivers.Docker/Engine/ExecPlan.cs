namespace Warren.Drivers.Docker.Engine;

/// <summary>A program to run in a container.</summary>
internal sealed record ExecPlan
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Cmd { get; init; }

    /// <summary>User and group that it runs as.</summary>
    public required string User { get; init; }

    /// <summary>Its working folder.</summary>
    public string WorkingDir { get; init; } = "/";

    /// <summary>Whether its input is the stream.</summary>
    public bool AttachStdin { get; init; } = true;

    /// <summary>Whether its output is the stream's.</summary>
    public bool AttachStdout { get; init; } = true;

    /// <summary>Whether its errors are the stream's.</summary>
    public bool AttachStderr { get; init; } = true;

    /// <summary>Whether it has a terminal.</summary>
    public bool Tty { get; init; }
}
