namespace Warren.Api.Access;

/// <summary>Sets the quota of an account or a workspace; it takes the place of the one before.</summary>
public sealed record QuotaRequest
{
    /// <summary>What it is of; null for the account of that name where there is one, else the workspace.</summary>
    public QuotaKind? Kind { get; init; }

    /// <summary>The most that there may be; no limit at all takes the quota away.</summary>
    public required QuotaLimits Limits { get; init; }
}
