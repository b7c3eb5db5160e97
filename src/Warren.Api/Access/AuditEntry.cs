namespace Warren.Api.Access;

/// <summary>That somebody did, or tried to do, something. Entries are never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>Its number; later ones are higher.</summary>
    public required long Id { get; init; }

    /// <summary>When the answer was given.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of who called; null where nobody showed who they are.</summary>
    public string? Actor { get; init; }

    /// <summary>What showed who it is, such as <c>key</c>; null where nothing did.</summary>
    public string? Credential { get; init; }

    /// <summary>Id of the key that showed it; null where it was none.</summary>
    public string? KeyId { get; init; }

    /// <summary>What was to be done, such as <c>create</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>To which kind of thing, such as <c>sandboxes</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Name or id of the very thing, as it was given; null where there was none.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the owner of that thing, where that is somebody else.</summary>
    public string? Owner { get; init; }

    /// <summary>Where the call came from.</summary>
    public string? Address { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>What came of it.</summary>
    public required AuditResult Result { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Finds the call in the log and in traces.</summary>
    public string? TraceId { get; init; }
}
