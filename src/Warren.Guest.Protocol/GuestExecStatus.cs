namespace Warren.Guest.Protocol;

/// <summary>What the guest knows of an exec.</summary>
public sealed record GuestExecStatus
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The argument vector, cut after 1024 letters.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Process id in the sandbox of its first process.</summary>
    public required int Pid { get; init; }

    /// <summary>Whether it was started in the background.</summary>
    public required bool Background { get; init; }

    /// <summary>Whether it has a terminal.</summary>
    public bool Terminal { get; init; }

    /// <summary>When it started, by the sandbox's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Milliseconds it has run, or ran.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Bytes of standard output so far.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error so far.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>Offset of the oldest byte of standard output that is kept.</summary>
    public required long StdoutKeptFrom { get; init; }

    /// <summary>Offset of the oldest byte of standard error that is kept.</summary>
    public required long StderrKeptFrom { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public GuestExit? Exit { get; init; }
}
