using System.Globalization;
using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>Reads the sandbox's processes from proc(5).</summary>
internal static unsafe class ProcessList
{
    private const int StatusSize = 4096;

    /// <summary>Ids of all processes but the guest.</summary>
    public static IEnumerable<int> Read()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(folder.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId)
                yield return pid;
    }

    /// <summary>The tracking groups that a living process carries; none where it ended.</summary>
    public static IReadOnlyList<int> ReadTrackingGroups(int pid)
    {
        var file = Libc.open($"/proc/{pid}/status", Descriptors.CloseOnExec);
        if (file < 0)
            return [];
        Span<byte> buffer = stackalloc byte[StatusSize];
        nint length;
        fixed (byte* start = buffer)
            length = Libc.read(file, start, StatusSize);
        Libc.close(file);
        return length <= 0 ? [] : ParseTrackingGroups(buffer[..(int)length]);
    }

    private static List<int> ParseTrackingGroups(ReadOnlySpan<byte> status)
    {
        var groups = new List<int>();
        if (IsDead(status))
            return groups;
        var rest = Field(status, "\nGroups:"u8);
        while (rest.Length > 0)
        {
            rest = rest.TrimStart(" \t"u8);
            if (!System.Buffers.Text.Utf8Parser.TryParse(rest, out int group, out var used))
                break;
            if (group is >= GuestIdentity.FirstTrackingGid and <= GuestIdentity.LastTrackingGid)
                groups.Add(group);
            rest = rest[used..];
        }
        return groups;
    }

    // The first thread of a process may end before the others do: only a zombie without threads is dead.
    private static bool IsDead(ReadOnlySpan<byte> status) =>
        Field(status, "\nState:"u8).TrimStart("\t "u8) is [(byte)'Z' or (byte)'X', ..]
        && Field(status, "\nThreads:"u8).TrimStart("\t "u8) is [(byte)'1' or (byte)'0'];

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> status, ReadOnlySpan<byte> name)
    {
        var start = status.IndexOf(name);
        if (start < 0)
            return [];
        var value = status[(start + name.Length)..];
        var end = value.IndexOf((byte)'\n');
        return end < 0 ? value : value[..end];
    }
}
