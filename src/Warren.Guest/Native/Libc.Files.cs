using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Guest.Native;

/// <summary>The calls on files.</summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int openat(int folder, byte* path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fstatfs(int fd, long* result);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int mkdirat(int folder, byte* path, int mode);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unlinkat(int folder, byte* path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int renameat2(int folder, byte* path, int newFolder, byte* newPath, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int linkat(int folder, byte* path, int newFolder, byte* newPath, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int symlinkat(byte* target, int folder, byte* path);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint readlinkat(int folder, byte* path, byte* target, nint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fchmodat(int folder, byte* path, int mode, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ftruncate(int fd, long length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint pread(int fd, void* buffer, nint count, long offset);

    // By their handles, which keep the numbers from being another's once the connection is closed.
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendfile(SafeSocketHandle socket, SafeFileHandle file, ref long offset, nint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint writev(int fd, nint* pieces, int count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial long lseek(int fd, long offset, int from);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int utimensat(int folder, byte* path, long* times, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int futimens(int fd, long* times);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint copy_file_range(int from, long* offset, int to, long* newOffset, nint count, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_add_watch(int fd, byte* path, uint mask);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_rm_watch(int fd, int watch);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(long* descriptors, nuint count, int timeout);
}
