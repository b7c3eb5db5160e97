namespace Warren.Guest.Protocol;

/// <summary>What the guest sees of the sandbox's load.</summary>
public sealed record GuestStatistics
{
    /// <summary>Processes in the sandbox, the guest among them.</summary>
    public required int Processes { get; init; }

    /// <summary>Seconds since the guest started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Resident memory of the guest in bytes.</summary>
    public required long GuestMemory { get; init; }

    /// <summary>Bytes of output that are kept.</summary>
    public required long KeptOutput { get; init; }

    /// <summary>Execs that run.</summary>
    public required int RunningExecs { get; init; }

    /// <summary>Ended execs that are remembered.</summary>
    public required int EndedExecs { get; init; }

    /// <summary>Execs that were started since the guest's start.</summary>
    public required long StartedExecs { get; init; }
}
