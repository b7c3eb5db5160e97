namespace Warren.Api.Files;

/// <summary>What a copy, an unpacked archive or a removal went through.</summary>
public sealed record FileTreeResult
{
    /// <summary>Regular files.</summary>
    public required long Files { get; init; }

    /// <summary>Folders.</summary>
    public required long Folders { get; init; }

    /// <summary>Links, hard links among them.</summary>
    public required long Links { get; init; }

    /// <summary>Bytes of the files.</summary>
    public required long Bytes { get; init; }

    /// <summary>What was left out: devices, pipes, sockets, entries that would have been put elsewhere.</summary>
    public required long Skipped { get; init; }
}
