namespace Warren.Api.Access;

/// <summary>The most that there may be at a time; null is no limit. What failed or was destroyed does not count.</summary>
public sealed record QuotaLimits
{
    /// <summary>Sandboxes.</summary>
    public int? Sandboxes { get; init; }

    /// <summary>Processors of all of them.</summary>
    public double? Cpu { get; init; }

    /// <summary>Bytes of memory of all of them.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes of disk of all of them.</summary>
    public long? Disk { get; init; }

    /// <summary>Bytes of artifacts.</summary>
    public long? Artifacts { get; init; }

    /// <summary>Seconds that the sandboxes there are have been running, added up.</summary>
    public double? RunTimeSeconds { get; init; }

    /// <summary>Requests in each minute.</summary>
    public int? RequestsPerMinute { get; init; }
}
