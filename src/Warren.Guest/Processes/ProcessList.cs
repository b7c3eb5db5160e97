using System.Globalization;
using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>Reads the sandbox's processes from proc(5).</summary>
internal static unsafe class ProcessList
{
    /// <summary>The state of a process that ended and only waits to be reaped.</summary>
    public const char Dead = 'Z';

    /// <summary>The state of a process that a signal stopped.</summary>
    public const char Stopped = 'T';

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
        var groups = ReadTrackingGroups(pid, out var state);
        return state == Dead ? [] : groups;
    }

    /// <summary>The tracking groups that a process carries; none where it is gone.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="state">Its state letter as in proc_pid_status(5); <see cref="Dead"/> where it only waits to be reaped.</param>
    public static IReadOnlyList<int> ReadTrackingGroups(int pid, out char state)
    {
        state = Dead;
        var file = Libc.open($"/proc/{pid}/status", Descriptors.CloseOnExec);
        if (file < 0)
            return [];
        Span<byte> buffer = stackalloc byte[StatusSize];
        nint length;
        fixed (byte* start = buffer)
            length = Libc.read(file, start, StatusSize);
        Libc.close(file);
        if (length <= 0)
            return [];
        var status = buffer[..(int)length];
        state = IsDead(status) ? Dead : (char)Field(status, "\nState:"u8).TrimStart("\t "u8)[0];
        return ParseTrackingGroups(status);
    }

    private static List<int> ParseTrackingGroups(ReadOnlySpan<byte> status)
    {
        var groups = new List<int>();
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
