using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>
/// Tells who a user is. The image's files may be anything: they are read by size and strictly, and never
/// decide who <c>agent</c> and <c>root</c> are.
/// </summary>
internal static unsafe class UserDirectory
{
    private const string UserFile = "/etc/passwd";
    private const string GroupFile = "/etc/group";
    private const int MaxGroups = 32;
    private const int MaxFile = 256 * 1024;
    private const string FallbackHome = "/workspace";

    /// <summary>Resolves <c>agent</c>, <c>root</c>, a name of the image or <c>uid[:gid]</c>.</summary>
    public static UserAccount Resolve(string? user)
    {
        var wanted = user ?? "agent";
        var entries = ReadEntries();
        var account = wanted switch
        {
            "agent" => Numbered(entries, GuestIdentity.AgentUid, GuestIdentity.AgentUid) with { Name = "agent" },
            "root" => Numbered(entries, 0, 0) with { Name = "root" },
            _ when char.IsAsciiDigit(wanted.FirstOrDefault()) => ParseNumbers(entries, wanted),
            _ => entries.FirstOrDefault(entry => entry.Name == wanted)
                ?? throw GuestFailure.Invalid($"no such user in the image: {wanted}"),
        };
        if (!IsAllowed(account.Uid) || !IsAllowed(account.Gid))
            throw GuestFailure.Invalid(
                $"user and group ids must be between 0 and {GuestIdentity.MaxUserId}: {account.Uid}:{account.Gid}");
        return account with { Groups = ReadGroups(account.Name) };
    }

    /// <summary>Names by user id, of the first line that has it.</summary>
    public static Dictionary<int, string> ReadNames()
    {
        var names = new Dictionary<int, string> { [0] = "root", [GuestIdentity.AgentUid] = "agent" };
        foreach (var entry in ReadEntries())
            names.TryAdd(entry.Uid, entry.Name);
        return names;
    }

    private static bool IsAllowed(int id) => id is >= 0 and <= GuestIdentity.MaxUserId;

    private static UserAccount ParseNumbers(List<UserAccount> entries, string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || !TryParse(parts[0], out var uid))
            throw GuestFailure.Invalid($"not a user: {text}; give a name or uid[:gid]");
        if (parts.Length == 1)
            return Numbered(entries, uid, entries.Find(entry => entry.Uid == uid)?.Gid ?? uid);
        return TryParse(parts[1], out var gid)
            ? Numbered(entries, uid, gid)
            : throw GuestFailure.Invalid($"not a group id: {parts[1]}");
    }

    private static UserAccount Numbered(List<UserAccount> entries, int uid, int gid)
    {
        var known = entries.Find(entry => entry.Uid == uid);
        var home = uid switch
        {
            0 => "/root",
            GuestIdentity.AgentUid when Directory.Exists("/home/agent") => "/home/agent",
            _ => FallbackHome,
        };
        return new(known?.Name ?? uid.ToString(CultureInfo.InvariantCulture), uid, gid, known?.Home ?? home);
    }

    private static bool TryParse(string text, out int id) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static List<UserAccount> ReadEntries()
    {
        var entries = new List<UserAccount>();
        foreach (var line in ReadFile(UserFile).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length == 7 && fields[0].Length > 0 && TryParse(fields[2], out var uid) && TryParse(fields[3], out var gid))
                entries.Add(new(fields[0], uid, gid, IsHome(fields[5]) ? fields[5] : FallbackHome));
        }
        return entries;
    }

    // A group out of range, such as a tracking group, is not given.
    private static List<int> ReadGroups(string user)
    {
        var groups = new List<int>();
        foreach (var line in ReadFile(GroupFile).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length == 4 && groups.Count < MaxGroups && TryParse(fields[2], out var gid) && IsAllowed(gid)
                && fields[3].Split(',').Contains(user))
                groups.Add(gid);
        }
        return groups;
    }

    private static bool IsHome(string path) => path.StartsWith('/') && !path.Contains('\0');

    // Neither a link, nor a pipe that would hang the guest, nor more than is sensible.
    private static string ReadFile(string path)
    {
        var fd = Libc.open(path, Descriptors.NoFollow | Descriptors.NonBlocking | Descriptors.CloseOnExec);
        if (fd < 0)
            return "";
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(fd, ownsHandle: true);
        if (!Descriptors.IsRegularFile(fd))
            return "";
        var buffer = new byte[Math.Min(RandomAccess.GetLength(handle), MaxFile)];
        var length = RandomAccess.Read(handle, buffer, 0);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
