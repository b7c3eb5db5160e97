using Warren.Api;
using Warren.Api.Files;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Files;

/// <summary>Turns what a guest says of files into what callers are told, as far as it can be true.</summary>
internal static class FileEntries
{
    private const long NanosecondsOfTick = 100;

    /// <summary>One entry.</summary>
    public static FileEntry ToEntry(GuestFileEntry entry) => new()
    {
        Path = entry.Path,
        Name = entry.Path.TrimEnd('/') is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..] : "/",
        Type = entry.Type switch
        {
            GuestFileEntry.RegularFile => FileType.File,
            GuestFileEntry.Folder => FileType.Folder,
            GuestFileEntry.Link => FileType.Link,
            GuestFileEntry.Pipe => FileType.Pipe,
            GuestFileEntry.Socket => FileType.Socket,
            _ => FileType.Device,
        },
        Size = Math.Max(0, entry.Size),
        Mode = FormatMode(entry.Mode),
        Uid = entry.Uid,
        Gid = entry.Gid,
        User = entry.User,
        ModifiedAt = ToTime(entry.ModifiedNs),
        Target = entry.Target,
        RawPath = entry.RawPath,
    };

    /// <summary>Permissions as text.</summary>
    public static string FormatMode(int mode) => "0" + Convert.ToString(mode & 0xFFF, 8).PadLeft(3, '0');

    /// <summary>Reads permissions.</summary>
    public static int ParseMode(string text, string field = "mode")
    {
        if (text.Length is < 3 or > 5 || text.Any(digit => digit is < '0' or > '7') || Convert.ToInt32(text, 8) is > 0xFFF)
            throw new WarrenException(new Dictionary<string, string[]> { [field] = ["Permissions are octal digits, such as 0644."] });
        return Convert.ToInt32(text, 8);
    }

    /// <summary>A time of the sandbox's, cut to a whole tick; its clock may show anything.</summary>
    public static DateTimeOffset ToTime(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsOfTick);
}
