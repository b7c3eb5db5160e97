using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>Which entries of the audit log are wanted.</summary>
public sealed record AuditQuery
{
    /// <summary>Only what this caller did.</summary>
    public string? Actor { get; init; }

    /// <summary>Only this verb, such as <c>create</c>.</summary>
    public string? Verb { get; init; }

    /// <summary>Only to this kind of thing, such as <c>sandboxes</c>.</summary>
    public string? Resource { get; init; }

    /// <summary>Only to the thing of this name or id.</summary>
    public string? Name { get; init; }

    /// <summary>Only what came to this.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>Only from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many at most; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>The path of the list that has them.</summary>
    internal string Of(string path) => Query.Of(
        path,
        ("actor", Actor), ("verb", Verb), ("resource", Resource), ("name", Name), ("result", Result?.ToString().ToLowerInvariant()),
        ("since", Query.Moment(Since)), ("until", Query.Moment(Until)));
}
