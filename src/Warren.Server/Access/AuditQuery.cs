using Warren.Access.Audit;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Server.Access;

/// <summary>What entries of the audit log are asked for, as the query says it.</summary>
internal sealed class AuditQuery
{
    /// <summary>Name of who called.</summary>
    public string? Actor { get; set; }

    /// <summary>What was to be done.</summary>
    public string? Verb { get; set; }

    /// <summary>To which kind of thing.</summary>
    public string? Resource { get; set; }

    /// <summary>To which very thing, as it was given.</summary>
    public string? Name { get; set; }

    /// <summary>What came of it.</summary>
    public string? Result { get; set; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>The time that all are before.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>As the store is asked.</summary>
    /// <exception cref="WarrenException">The result is none.</exception>
    public AuditFilter ToFilter() => new() { Actor = Actor, Verb = Verb, Resource = Resource, Name = Name, Result = Parse(Result), Since = Since, Until = Until };

    private static AuditResult? Parse(string? text) => text is null ? null
        : Enum.GetValues<AuditResult>().Cast<AuditResult?>().FirstOrDefault(result => string.Equals(result.ToString(), text, StringComparison.OrdinalIgnoreCase))
            ?? throw new WarrenException(new Dictionary<string, string[]> { ["result"] = [$"This is one of {string.Join(", ", Enum.GetNames<AuditResult>()).ToLowerInvariant()}."] });
}
