namespace Warren.Guest.Protocol;

/// <summary>A part of what is in a folder.</summary>
public sealed record GuestFileList
{
    /// <summary>Sorted by path, a folder before what is in it; names are compared byte by byte.</summary>
    public required IReadOnlyList<GuestFileEntry> Entries { get; init; }

    /// <summary>Give it as <c>after</c> to read on; null at the end.</summary>
    public string? Next { get; init; }
}
