namespace Warren.Guest.Protocol;

/// <summary>A file that is sent with the start of a cell's program.</summary>
public sealed record GuestCellFile
{
    /// <summary>Absolute path in the cell, escaped by <see cref="GuestPath"/>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    public required int Length { get; init; }

    /// <summary>Permissions; null for 0644.</summary>
    public int? Mode { get; init; }

    /// <summary>When it is to be taken for changed last, in nanoseconds since 1970; null for when it is written.</summary>
    public long? ModifiedNs { get; init; }
}
