using System.Buffers.Text;
using System.Text;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>Describes files for the server; reads the names of users once.</summary>
internal sealed class FileEntries
{
    private readonly Dictionary<int, string> _users = UserDirectory.ReadNames();

    public GuestFileEntry Describe(ReadOnlySpan<byte> path, FileStat stat, byte[]? target = null) => new()
    {
        Path = Encoding.UTF8.GetString(path),
        RawPath = System.Text.Unicode.Utf8.IsValid(path) ? null : Base64Url.EncodeToString(path),
        Mode = stat.Mode,
        Size = stat.IsFolder ? 0 : stat.Size,
        Uid = stat.Uid,
        Gid = stat.Gid,
        User = _users.GetValueOrDefault(stat.Uid),
        ModifiedNs = stat.ModifiedNs,
        Inode = stat.Inode,
        Target = target is null ? null : Encoding.UTF8.GetString(target),
    };
}
