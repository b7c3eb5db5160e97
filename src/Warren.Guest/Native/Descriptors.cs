using System.Runtime.InteropServices;

namespace Warren.Guest.Native;

/// <summary>Descriptors of the guest: all of them are closed on exec.</summary>
internal static unsafe class Descriptors
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int NoControllingTerminal = 0x100;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    // These two differ between the architectures (asm/fcntl.h).
    public static int Folder { get; } = IsArm ? 0x4000 : 0x10000;
    public static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;
    public const int PathOnly = 0x200000;

    /// <summary>Bytes that a new pipe takes (pipe(7)).</summary>
    public const int PipeSize = 64 * 1024;

    private const int GrownPipeSize = 1024 * 1024;
    private const int SetPipeSize = 1031;
    private const int SetStatusFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const nuint ReadableBytes = 0x541B;
    private const int CloseRangeCloseOnExec = 4;
    private const int EmptyPath = 0x1000;
    private const uint TypeMask = 1;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>
    /// Marks everything that was inherited, the listening socket too, so that no user program gets it, and fills
    /// 0 to 2 where they were closed, so that no pipe takes their place.
    /// </summary>
    public static void Seal()
    {
        int fd;
        do
            fd = Libc.open("/dev/null", ReadWrite);
        while (fd is >= 0 and < 2);
        if (fd > 2)
            Libc.close(fd);
        if (Libc.syscall(SystemCall.CloseRange, 3, int.MaxValue, CloseRangeCloseOnExec, 0) != 0)
            throw new NativeException("close_range", Marshal.GetLastPInvokeError());
    }

    /// <summary>Closes all descriptors from a number on but one.</summary>
    public static void CloseFrom(int first, int except)
    {
        if ((except > first && Libc.syscall(SystemCall.CloseRange, first, except - 1, 0, 0) != 0)
            || Libc.syscall(SystemCall.CloseRange, except + 1, int.MaxValue, 0, 0) != 0)
            throw new NativeException("close_range", Marshal.GetLastPInvokeError());
    }

    /// <summary>Keeps a descriptor from the programs that are started.</summary>
    public static void CloseOnExecution(int fd)
    {
        const int setFlags = 2, closeOnExec = 1;
        if (Libc.fcntl(fd, setFlags, closeOnExec) != 0)
            throw new NativeException("fcntl", Marshal.GetLastPInvokeError());
    }

    /// <summary>A pipe; both ends block.</summary>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, CloseOnExec) != 0)
            throw new NativeException("pipe2", Marshal.GetLastPInvokeError());
        return (ends[0], ends[1]);
    }

    /// <summary>Another descriptor of the same open file.</summary>
    public static int Duplicate(int fd)
    {
        var copy = Libc.fcntl(fd, DuplicateCloseOnExec, 3);
        return copy >= 0 ? copy : throw new NativeException("fcntl", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes the open file of a descriptor non-blocking: only for ends that no other process has.</summary>
    public static void Unblock(int fd)
    {
        if (Libc.fcntl(fd, SetStatusFlags, NonBlocking) != 0)
            throw new NativeException("fcntl", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Has a pipe take more (fcntl(2), F_SETPIPE_SZ). Where its user has too many such pipes, it stays as it is.
    /// </summary>
    public static void Grow(int fd) => _ = Libc.fcntl(fd, SetPipeSize, GrownPipeSize);

    /// <summary>Bytes that wait in a pipe.</summary>
    public static int Waiting(int fd)
    {
        int count;
        return Libc.ioctl(fd, ReadableBytes, &count) == 0 ? count : 0;
    }

    /// <summary>Whether a descriptor is of a regular file.</summary>
    public static bool IsRegularFile(int fd)
    {
        // struct stat differs between the architectures, statx(2) does not: the mode is 28 bytes in.
        var result = stackalloc byte[256];
        fixed (byte* here = "\0"u8)
            return Libc.statx(fd, here, EmptyPath, TypeMask, result) == 0 && (*(ushort*)(result + 28) & 0xF000) == 0x8000;
    }
}
