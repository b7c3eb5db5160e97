namespace Warren.Api.Access;

/// <summary>What an account or a workspace may use, and uses.</summary>
public sealed record Quota
{
    /// <summary>What it is of.</summary>
    public required QuotaKind Kind { get; init; }

    /// <summary>Name of the account or workspace.</summary>
    public required string Name { get; init; }

    /// <summary>The most that there may be.</summary>
    public required QuotaLimits Limits { get; init; }

    /// <summary>What there is.</summary>
    public required QuotaUsage Usage { get; init; }
}
