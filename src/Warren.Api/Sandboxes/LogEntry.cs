namespace Warren.Api.Sandboxes;

/// <summary>A piece of what ran in a sandbox wrote, exact to the byte. Pieces come in the order they were written in.</summary>
public sealed record LogEntry
{
    /// <summary>Its place in everything that the sandbox wrote; give the last one as <c>after</c> to read on.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Id of the exec that wrote it.</summary>
    public required string Exec { get; init; }

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Where it begins, in bytes from the start of that output.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes of that output just before it that are not kept.</summary>
    public long? Dropped { get; init; }

    /// <summary>The piece, where it is valid UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>The piece in Base64, where it is no text.</summary>
    public byte[]? Base64 { get; init; }
}
