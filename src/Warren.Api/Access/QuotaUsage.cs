namespace Warren.Api.Access;

/// <summary>What there is of what quotas limit.</summary>
public sealed record QuotaUsage
{
    /// <summary>Sandboxes.</summary>
    public required int Sandboxes { get; init; }

    /// <summary>Processors of all of them.</summary>
    public required double Cpu { get; init; }

    /// <summary>Bytes of memory of all of them.</summary>
    public required long Memory { get; init; }

    /// <summary>Bytes of disk of all of them.</summary>
    public required long Disk { get; init; }

    /// <summary>Bytes of artifacts.</summary>
    public required long Artifacts { get; init; }

    /// <summary>Seconds that the sandboxes there are have been running, added up.</summary>
    public required double RunTimeSeconds { get; init; }

    /// <summary>Requests in the minute that is under way.</summary>
    public required int RequestsPerMinute { get; init; }
}
