using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Events of the kernel on files, see inotify(7).</summary>
internal sealed unsafe class Inotify
{
    public const uint Modify = 0x2;
    public const uint Attributes = 0x4;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint MoveSelf = 0x800;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint IsFolder = 0x40000000;

    private const uint OnlyFolder = 0x01000000;
    private const uint DontFollow = 0x02000000;
    private const uint Mask = Modify | Attributes | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf;
    private const int BufferSize = 256 * 1024;
    private const int HeadSize = 16;

    private readonly int _fd = Libc.inotify_init1(Descriptors.NonBlocking | Descriptors.CloseOnExec);
    private readonly byte[] _buffer = new byte[BufferSize];

    public Inotify()
    {
        if (_fd < 0)
            throw new NativeException("inotify_init1", Marshal.GetLastPInvokeError());
    }

    /// <summary>Watches a folder; gives the number that its events carry, or null where it is gone or may not be read.</summary>
    /// <exception cref="GuestFailure">The kernel watches no more for this user.</exception>
    public int? Add(ReadOnlySpan<byte> path)
    {
        var text = stackalloc byte[GuestPath.MaxLength + 1];
        Files.FileSystem.Terminate(path, text);
        var number = Libc.inotify_add_watch(_fd, text, Mask | OnlyFolder | DontFollow);
        if (number >= 0)
            return number;
        return Marshal.GetLastPInvokeError() is Errno.NoSpace
            ? throw new GuestFailure(GuestErrorCode.TooManyRequests, "the kernel watches no more folders for this user (fs.inotify.max_user_watches)")
            : null;
    }

    /// <summary>No longer watches.</summary>
    public void Remove(int number) => _ = Libc.inotify_rm_watch(_fd, number);

    /// <summary>Waits for events for so many milliseconds, -1 for ever, and gives those there are.</summary>
    public List<InotifyEvent> Read(int timeout)
    {
        var events = new List<InotifyEvent>();
        var descriptor = (uint)_fd | (1L << 32); // struct pollfd: the descriptor, then POLLIN
        if (Libc.poll(&descriptor, 1, timeout) <= 0)
            return events;
        fixed (byte* start = _buffer)
        {
            var length = Libc.read(_fd, start, BufferSize);
            for (nint at = 0; at < length;)
            {
                var nameLength = *(int*)(start + at + 12);
                var name = new ReadOnlySpan<byte>(start + at + HeadSize, nameLength);
                var end = name.IndexOf((byte)0);
                events.Add(new(*(int*)(start + at), *(uint*)(start + at + 4), *(uint*)(start + at + 8), name[..Math.Max(end, 0)].ToArray()));
                at += HeadSize + nameLength;
            }
        }
        return events;
    }
}
