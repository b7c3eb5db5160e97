using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>
/// Opens paths for whoever the thread is, and nothing that is no stored file: file systems of the kernel's, such as
/// proc(5), tell of the opener, here the guest, and their links lead into it.
/// </summary>
internal static unsafe class FileSystem
{
    private const int MaxLinks = 40;
    private const int AtWorkdir = -100;

    // linux/magic.h: proc, sysfs, devpts, cgroup, cgroup2, mqueue, debugfs, tracefs, securityfs, bpf, nsfs, pipefs,
    // sockfs, anonymous inodes, pstore, configfs, selinuxfs, binfmt_misc, efivarfs.
    private static readonly HashSet<uint> KernelFileSystems =
    [
        0x9FA0, 0x62656572, 0x1CD1, 0x27E0EB, 0x63677270, 0x19800202, 0x64626720, 0x74726163, 0x73636673, 0xCAFE4A11,
        0x6E736673, 0x50495045, 0x534F434B, 0x09041934, 0x6165676C, 0x62656570, 0xF97CFF8C, 0x42494E4D, 0xDE5E81E4,
    ];

    private static readonly Lazy<FileStat?> OwnFolder = new(FindOwnFolder);
    private static volatile bool _cannotResolve;

    /// <summary>
    /// Whether the thread's root folder is a cell's. What the sandbox's own folder is mounted from is another mount there, and the
    /// only one of its file system, as a sandbox that holds cells has no folders of the host.
    /// </summary>
    [field: ThreadStatic]
    public static bool IsInCell { get; set; }

    /// <summary>Stands for the working folder where a path is absolute.</summary>
    public static SafeFileHandle Nowhere { get; } = new(AtWorkdir, ownsHandle: false);

    /// <summary>Opens a path, which no link of the kernel's is on, and which is no kernel file system's.</summary>
    /// <param name="at">Folder that a relative path begins at.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">As for openat(2); closing on exec is added.</param>
    /// <param name="mode">Permissions of a new file.</param>
    /// <exception cref="NativeException">It cannot be opened.</exception>
    /// <exception cref="GuestFailure">It may not be opened by anybody.</exception>
    public static SafeFileHandle Open(SafeFileHandle at, ReadOnlySpan<byte> path, int flags, int mode = 0)
    {
        var file = OpenResolved(at, path, flags, mode);
        try
        {
            RefuseKernels(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder to work in it, and makes it with those above it where asked to.</summary>
    public static SafeFileHandle OpenFolder(ReadOnlySpan<byte> path, bool create, int mode = 0b111_101_101)
    {
        try
        {
            return Open(Nowhere, path, Descriptors.PathOnly | Descriptors.Folder);
        }
        catch (NativeException failure) when (create && failure.Errno == Errno.NoEntry)
        {
            var (folder, name) = SplitPath(path);
            if (name.Length == 0)
                throw;
            using var parent = OpenFolder(folder, create: true);
            return MakeFolder(parent, name, mode);
        }
    }

    /// <summary>Whether an open file is of a kernel file system.</summary>
    public static bool IsKernels(SafeFileHandle file)
    {
        var result = stackalloc long[32];
        return Libc.fstatfs(Number(file), result) != 0 || KernelFileSystems.Contains((uint)result[0]);
    }

    /// <summary>Where a link leads.</summary>
    public static byte[] ReadLink(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        var target = stackalloc byte[GuestPath.MaxLength + 1];
        Terminate(name, path);
        var length = Libc.readlinkat(Number(folder), path, target, GuestPath.MaxLength + 1);
        return length >= 0 ? new Span<byte>(target, (int)length).ToArray() : throw new NativeException("readlink", Marshal.GetLastPInvokeError());
    }

    /// <summary>The folder and the last name of a path; trailing slashes do not count.</summary>
    public static (byte[] Folder, byte[] Name) SplitPath(ReadOnlySpan<byte> path)
    {
        var trimmed = path.TrimEnd((byte)'/');
        if (trimmed.IsEmpty)
            return ([.. "/"u8], path.IsEmpty ? [] : [.. "."u8]);
        var slash = trimmed.LastIndexOf((byte)'/');
        return (slash < 0 ? [.. "."u8] : trimmed[..(slash + 1)].ToArray(), trimmed[(slash + 1)..].ToArray());
    }

    /// <summary>Copies a path and the NUL behind it.</summary>
    public static void Terminate(ReadOnlySpan<byte> path, byte* target)
    {
        if (path.Length > GuestPath.MaxLength)
            throw new NativeException("open", Errno.NameTooLong);
        path.CopyTo(new Span<byte>(target, GuestPath.MaxLength));
        target[path.Length] = 0;
    }

    /// <summary>The number of a descriptor.</summary>
    public static int Number(SafeFileHandle file) => (int)file.DangerousGetHandle();

    /// <summary>Reads at an offset as much as comes at once; 0 at the end.</summary>
    public static int Read(SafeFileHandle file, Memory<byte> target, long offset)
    {
        fixed (byte* start = target.Span)
        {
            var read = Libc.pread(Number(file), start, target.Length, offset);
            return read >= 0 ? (int)read : throw new NativeException("read", Marshal.GetLastPInvokeError());
        }
    }

    private static SafeFileHandle MakeFolder(SafeFileHandle parent, byte[] name, int mode)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        Terminate(name, path);
        if (Libc.mkdirat(Number(parent), path, mode) != 0 && Marshal.GetLastPInvokeError() != Errno.Exists)
            throw new NativeException("mkdir", Marshal.GetLastPInvokeError());
        return Open(parent, name, Descriptors.PathOnly | Descriptors.Folder);
    }

    private static SafeFileHandle OpenResolved(SafeFileHandle at, ReadOnlySpan<byte> path, int flags, int mode)
    {
        if (!_cannotResolve)
        {
            const ulong noMagicLinks = 2;
            var how = stackalloc ulong[3] { (ulong)(flags | Descriptors.CloseOnExec), (ulong)mode, noMagicLinks };
            var text = stackalloc byte[GuestPath.MaxLength + 1];
            Terminate(path, text);
            var fd = Libc.syscall(SystemCall.OpenAt2, Number(at), (nint)text, (nint)how, 3 * sizeof(ulong));
            if (fd >= 0)
                return new(fd, ownsHandle: true);
            if (Marshal.GetLastPInvokeError() is not Errno.NotImplemented and var errno)
                throw new NativeException("open", errno);
            _cannotResolve = true;
        }
        return Walk(at, path, flags, mode);
    }

    // Where the kernel cannot be told to pass no link of its own, each step is looked at.
    private static SafeFileHandle Walk(SafeFileHandle start, ReadOnlySpan<byte> path, int flags, int mode)
    {
        var at = path.StartsWith("/"u8) || Number(start) == AtWorkdir ? OpenStep(Nowhere, "/"u8, Descriptors.PathOnly | Descriptors.Folder, 0)
            : OpenStep(start, "."u8, Descriptors.PathOnly | Descriptors.Folder, 0);
        try
        {
            var steps = new Stack<byte[]>(Split(path));
            for (var links = 0; steps.TryPop(out var step);)
            {
                if (steps.Count == 0 && FileStat.Find(at, step) is not { IsLink: true })
                    return OpenStep(at, step, flags | Descriptors.NoFollow, mode);
                var isLast = steps.Count == 0;
                if (isLast && (flags & Descriptors.NoFollow) != 0)
                    return OpenStep(at, step, flags, mode);
                var next = OpenStep(at, step, Descriptors.PathOnly | Descriptors.NoFollow, 0);
                RefuseKernels(next);
                if (FileStat.Of(next).IsLink)
                {
                    next.Dispose();
                    if (++links > MaxLinks)
                        throw new NativeException("open", Errno.Loop);
                    var target = ReadLink(at, step);
                    foreach (var part in Split(target))
                        steps.Push(part);
                    if (!target.AsSpan().StartsWith("/"u8))
                        continue;
                    next = OpenStep(Nowhere, "/"u8, Descriptors.PathOnly | Descriptors.Folder, 0);
                }
                at.Dispose();
                at = next;
            }
            return OpenStep(at, "."u8, flags, mode);
        }
        finally
        {
            at.Dispose();
        }
    }

    // The last step first, as a stack wants them.
    private static List<byte[]> Split(ReadOnlySpan<byte> path)
    {
        List<byte[]> steps = [];
        foreach (var range in path.Split((byte)'/'))
            if (path[range] is { IsEmpty: false } step)
                steps.Add(step.ToArray());
        return steps;
    }

    private static SafeFileHandle OpenStep(SafeFileHandle at, ReadOnlySpan<byte> name, int flags, int mode)
    {
        var text = stackalloc byte[GuestPath.MaxLength + 1];
        Terminate(name, text);
        var fd = Libc.openat(Number(at), text, flags | Descriptors.CloseOnExec, mode);
        return fd >= 0 ? new(fd, ownsHandle: true) : throw new NativeException("open", Marshal.GetLastPInvokeError());
    }

    private static void RefuseKernels(SafeFileHandle file)
    {
        if (IsKernels(file))
            throw new GuestFailure(GuestErrorCode.Forbidden, "files of the kernel, such as those in /proc and /sys, are not given out");
        if (OwnFolder.Value is { } own && FileStat.Of(file) is var stat
            && (own.Mount is { } mount && !IsInCell ? stat.Mount == mount : stat.Device == own.Device))
            throw new GuestFailure(GuestErrorCode.Forbidden, $"{GuestProtocol.Folder} is the sandbox's own and not given out");
    }

    // What is mounted there; null where nothing is, as for the helper programs' tests.
    private static FileStat? FindOwnFolder()
    {
        using var root = OpenStep(Nowhere, "/"u8, Descriptors.PathOnly, 0);
        var own = FileStat.Find(root, System.Text.Encoding.ASCII.GetBytes(GuestProtocol.Folder[1..]));
        var above = FileStat.Of(root);
        return own is { } found && (found.Mount != above.Mount || found.Device != above.Device) ? found : null;
    }
}
