using Warren.Api.Access;

namespace Warren.Access;

/// <summary>What is stored of a quota.</summary>
/// <param name="Kind">What it is of.</param>
/// <param name="Name">Name of that account or workspace.</param>
/// <param name="Limits">The most that there may be.</param>
public sealed record QuotaRecord(QuotaKind Kind, string Name, QuotaLimits Limits);
