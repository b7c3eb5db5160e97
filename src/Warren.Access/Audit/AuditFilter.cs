using Warren.Api.Access;

namespace Warren.Access.Audit;

/// <summary>Chooses entries of the audit log; what is left out lets every one through.</summary>
public sealed record AuditFilter
{
    /// <summary>Name of who called.</summary>
    public string? Actor { get; init; }

    /// <summary>What was to be done.</summary>
    public string? Verb { get; init; }

    /// <summary>To which kind of thing.</summary>
    public string? Resource { get; init; }

    /// <summary>Name or id of the very thing, as it was given.</summary>
    public string? Name { get; init; }

    /// <summary>What came of it.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The time that all are before.</summary>
    public DateTimeOffset? Until { get; init; }
}
