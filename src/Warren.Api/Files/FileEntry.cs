namespace Warren.Api.Files;

/// <summary>What is known of a file, folder or link in a sandbox.</summary>
public sealed record FileEntry
{
    /// <summary>Absolute path, as it was asked for or listed: links in it are not resolved.</summary>
    public required string Path { get; init; }

    /// <summary>Last part of the path.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required FileType Type { get; init; }

    /// <summary>Bytes of a file; of a link, the length of its target; else 0.</summary>
    public required long Size { get; init; }

    /// <summary>Permissions in octal, such as <c>0644</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>User that owns it.</summary>
    public required int Uid { get; init; }

    /// <summary>Group that owns it.</summary>
    public required int Gid { get; init; }

    /// <summary>Name of the user where the image gives it one.</summary>
    public string? User { get; init; }

    /// <summary>When its content was changed last, by the sandbox's clock.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Where a link leads, as it stands in the link.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// Base64url of the path's exact bytes, where they are not UTF-8 and <see cref="Path"/> shows replacements; give
    /// it as <c>rawPath</c> in place of <c>path</c>.
    /// </summary>
    public string? RawPath { get; init; }
}
