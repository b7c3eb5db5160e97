namespace Warren.Api.Sandboxes;

/// <summary>Data of the events <c>stdout</c> and <c>stderr</c>: a piece of output, exact to the byte.</summary>
public sealed record ExecChunk
{
    /// <summary>Where the piece begins, in bytes from the start of that output.</summary>
    public required long Offset { get; init; }

    /// <summary>The piece, where it is valid UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>The piece in Base64, where it is no text.</summary>
    public byte[]? Base64 { get; init; }
}
