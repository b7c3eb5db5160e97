namespace Warren.Api.Local;

/// <summary>What <c>warren status</c> shows.</summary>
public sealed record ServerStatus
{
    /// <summary>Whether a server runs on the state folder.</summary>
    public required bool Running { get; init; }

    /// <summary>Its address; null when none runs.</summary>
    public string? Url { get; init; }

    /// <summary>Its process; null when none runs.</summary>
    public int? Pid { get; init; }

    /// <summary>Its version; null when none runs.</summary>
    public string? Version { get; init; }

    /// <summary>When it started; null when none runs.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Who the command line is to the server; null when none answers, or it knows nobody.</summary>
    public string? User { get; init; }

    /// <summary>What shows that: <c>token</c>, <c>key</c> or the like.</summary>
    public string? Credential { get; init; }

    /// <summary>Why it is not known who one is; null when it is.</summary>
    public string? Problem { get; init; }

    /// <summary>The state folder.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The log of a server in the background.</summary>
    public required string LogFile { get; init; }
}
