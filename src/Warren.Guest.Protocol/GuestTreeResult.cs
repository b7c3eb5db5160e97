namespace Warren.Guest.Protocol;

/// <summary>Last line that a helper program writes which went through a tree.</summary>
public sealed record GuestTreeResult
{
    /// <summary>Regular files.</summary>
    public long Files { get; init; }

    /// <summary>Folders.</summary>
    public long Folders { get; init; }

    /// <summary>Links.</summary>
    public long Links { get; init; }

    /// <summary>Bytes of the files.</summary>
    public long Bytes { get; init; }

    /// <summary>What was left out.</summary>
    public long Skipped { get; init; }
}
