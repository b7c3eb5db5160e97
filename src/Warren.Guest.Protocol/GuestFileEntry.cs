using System.Text.Json.Serialization;

namespace Warren.Guest.Protocol;

/// <summary>What the guest knows of a file.</summary>
public sealed record GuestFileEntry
{
    /// <summary>Its path; bytes that are no UTF-8 are shown as U+FFFD.</summary>
    public required string Path { get; init; }

    /// <summary>Base64url of the path's bytes, where they are no UTF-8.</summary>
    public string? RawPath { get; init; }

    /// <summary><c>st_mode</c>: type and permissions, see inode(7).</summary>
    public required int Mode { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Owner.</summary>
    public required int Uid { get; init; }

    /// <summary>Group.</summary>
    public required int Gid { get; init; }

    /// <summary>Name of the owner where the image gives it one.</summary>
    public string? User { get; init; }

    /// <summary>Nanoseconds since 1970 of the last change of its content.</summary>
    public required long ModifiedNs { get; init; }

    /// <summary>Number of the inode.</summary>
    public required ulong Inode { get; init; }

    /// <summary>Where a link leads.</summary>
    public string? Target { get; init; }

    /// <summary>The type bits of <see cref="Mode"/>.</summary>
    [JsonIgnore]
    public int Type => Mode & TypeMask;

    /// <summary>Differs between two states of a file: time, size and inode.</summary>
    [JsonIgnore]
    public string Version => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ModifiedNs:x}-{Size:x}-{Inode:x}");

    /// <summary>Mask of the type in a mode.</summary>
    public const int TypeMask = 0xF000;

    /// <summary>A regular file.</summary>
    public const int RegularFile = 0x8000;

    /// <summary>A folder.</summary>
    public const int Folder = 0x4000;

    /// <summary>A symbolic link.</summary>
    public const int Link = 0xA000;

    /// <summary>A named pipe.</summary>
    public const int Pipe = 0x1000;

    /// <summary>A socket.</summary>
    public const int Socket = 0xC000;
}
