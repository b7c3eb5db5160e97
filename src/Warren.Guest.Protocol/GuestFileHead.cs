namespace Warren.Guest.Protocol;

/// <summary>
/// What comes before a file's bytes: the length of the JSON as four bytes, little endian, the JSON, then the bytes
/// that are named here.
/// </summary>
public sealed record GuestFileHead
{
    /// <summary>The opened file.</summary>
    public required GuestFileEntry Entry { get; init; }

    /// <summary>Offset of the first byte that follows; -1 where the range that was asked for lies outside of the file.</summary>
    public required long Offset { get; init; }

    /// <summary>How many bytes follow. A file that shrinks meanwhile ends the connection instead.</summary>
    public required long Length { get; init; }
}
