namespace Warren.Guest.Protocol;

/// <summary>A line of what <c>watch</c> writes.</summary>
public sealed record GuestFileEvent
{
    /// <summary>Number of the event, from 1; 0 for the first line, which says that the watch has begun.</summary>
    public required long Seq { get; init; }

    /// <summary><c>started</c>, <c>created</c>, <c>modified</c>, <c>deleted</c>, <c>moved</c>, <c>attributes</c> or <c>overflow</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What it happened to.</summary>
    public required string Path { get; init; }

    /// <summary>Where it was before a move.</summary>
    public string? From { get; init; }

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset Time { get; init; }
}
