namespace Warren.Api.Files;

/// <summary>A change that a watch saw.</summary>
public sealed record FileEvent
{
    /// <summary>Number of the event in its watch, from 1, without a gap.</summary>
    public required long Seq { get; init; }

    /// <summary>Give it as <c>after</c> to read on behind this event; it is the id of the server-sent event too.</summary>
    public required long Offset { get; init; }

    /// <summary>What happened.</summary>
    public required FileChange Type { get; init; }

    /// <summary>Path of what it happened to; after a move the new one.</summary>
    public required string Path { get; init; }

    /// <summary>Where it was before a move.</summary>
    public string? From { get; init; }

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>When it was seen, by the sandbox's clock.</summary>
    public required DateTimeOffset Time { get; init; }
}
