using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;

namespace Warren.Guest.Files;

/// <summary>
/// Reads the names in a folder in the order of their bytes, from a name on, without keeping more than a part of them:
/// a folder may have millions.
/// </summary>
internal sealed unsafe class FolderReader(SafeFileHandle folder, byte[]? after, int part)
{
    private const int BufferSize = 32 * 1024;
    private static readonly Comparer<byte[]> Ascending = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));
    private static readonly Comparer<byte[]> Descending = Comparer<byte[]>.Create((one, other) => other.AsSpan().SequenceCompareTo(one));

    private readonly Queue<byte[]> _names = [];
    private byte[]? _last = after;
    private bool _mayHaveMore = true;

    /// <summary>The folder.</summary>
    public SafeFileHandle Folder => folder;

    /// <summary>The next name; null behind the last.</summary>
    public byte[]? Next()
    {
        if (_names.Count == 0 && _mayHaveMore)
            Fill();
        if (!_names.TryDequeue(out var name))
            return null;
        return _last = name;
    }

    /// <summary>All names, as the folder has them.</summary>
    public static void ForEach(SafeFileHandle folder, Action<byte[]> act)
    {
        if (Libc.lseek(FileSystem.Number(folder), 0, 0) != 0)
            throw new NativeException("lseek", Marshal.GetLastPInvokeError());
        var start = stackalloc byte[BufferSize];
        while (true)
        {
            var length = (int)Libc.syscall(SystemCall.GetDents64, FileSystem.Number(folder), (nint)start, BufferSize, 0);
            if (length < 0)
                throw new NativeException("getdents64", Marshal.GetLastPInvokeError());
            if (length == 0)
                return;
            // struct linux_dirent64: inode and offset of 8 bytes each, length of the record of 2, type of 1, name.
            for (var at = 0; at < length; at += *(ushort*)(start + at + 16))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start + at + 19);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    act(name.ToArray());
            }
        }
    }

    private void Fill()
    {
        var least = new PriorityQueue<byte[], byte[]>(Descending);
        ForEach(folder, name =>
        {
            if (_last is not null && Ascending.Compare(name, _last) <= 0)
                return;
            if (least.Count < part)
                least.Enqueue(name, name);
            else if (Ascending.Compare(name, least.Peek()) < 0)
                least.EnqueueDequeue(name, name);
        });
        _mayHaveMore = least.Count == part;
        var names = new byte[least.Count][];
        for (var i = names.Length - 1; i >= 0; i--)
            names[i] = least.Dequeue();
        foreach (var name in names)
            _names.Enqueue(name);
    }
}
