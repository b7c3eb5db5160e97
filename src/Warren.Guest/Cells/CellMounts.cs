using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Programs;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>
/// The files of a cell: the image with a fresh writable layer on the slot's disk, /proc of its own with the sandbox's masks,
/// the sandbox's devices and /sys read-only, and nothing else.
/// </summary>
internal sealed class CellMounts
{
    private const ulong ReadOnly = 1, NoSetuid = 2, NoDevices = 4, NoExecution = 8, Remount = 32, Bind = 4096, Move = 8192, Recursive = 16384;
    private const ulong Nothing = NoSetuid | NoDevices | NoExecution;
    private const ulong Private = 1 << 18;
    private const int NewNamespace = 0x20000;
    private const int Detach = 2;
    private const string Image = GuestProtocol.CellsFolder + "/image";
    private const string Root = GuestProtocol.CellsFolder + "/root";

    private readonly string _disk;
    private readonly List<(string Path, bool IsFolder)> _hidden = [];
    private readonly List<string> _readOnly = [];
    private string _layer = "";
    private int _count;

    /// <summary>
    /// Prepares, in a mount namespace of the caller's own, what all cells of a slot have in common.
    /// </summary>
    /// <param name="slot">Number of the slot.</param>
    /// <exception cref="NativeException">The sandbox is not made for cells.</exception>
    public CellMounts(int slot)
    {
        _disk = $"{GuestProtocol.CellsFolder}/disk-{slot}";
        Check("unshare", Libc.unshare(NewNamespace));
        Mount(null, "/", null, Private | Recursive, null);
        foreach (var name in (string[])["shm", "pts", "mqueue"])
            while (Libc.umount2($"/dev/{name}", Detach) == 0)
            {
                // One may lie over another.
            }
        Mount(null, "/dev", null, Remount | Bind | ReadOnly | NoSetuid | NoExecution, null);
        foreach (var path in SandboxMasks.Hidden.Where(path => path.StartsWith("/proc/", StringComparison.Ordinal)))
            if (Directory.Exists(path) || File.Exists(path))
                _hidden.Add((path, Directory.Exists(path)));
        _readOnly.AddRange(SandboxMasks.ReadOnly.Where(path => Directory.Exists(path) || File.Exists(path)));
    }

    /// <summary>Makes the folders of the next cell's writable layer.</summary>
    public void Begin()
    {
        _layer = $"{_disk}/cell-{_count++}";
        foreach (var path in (string[])[_layer, $"{_layer}/upper", $"{_layer}/work"])
            Check("mkdir", Libc.mkdir(path, 0b111_101_101));
        // The upper folder stands for the root folder, whose owner and mode are the image's.
        var upper = Libc.open($"{_layer}/upper", Descriptors.ReadOnly | Descriptors.Folder | Descriptors.CloseOnExec);
        Check("open", upper);
        var owned = Libc.fchown(upper, 0, 0) == 0 && Libc.fchmod(upper, 0b111_101_101) == 0;
        Libc.close(upper);
        Check("fchown", owned ? 0 : -1);
    }

    /// <summary>Makes them the root of the caller, who is the first process of the cell's namespaces.</summary>
    public void Enter()
    {
        // Nothing of a cell outlives it, so nothing has to be forced to the disk (volatile).
        Mount("overlay", Root, "overlay", NoSetuid | NoDevices,
            $"lowerdir={Image},upperdir={_layer}/upper,workdir={_layer}/work,userxattr,volatile");
        Mount("proc", At("/proc"), "proc", Nothing, null);
        foreach (var (path, isFolder) in _hidden)
            if (isFolder)
                Mount("tmpfs", At(path), "tmpfs", ReadOnly | Nothing, "size=0k");
            else
                Mount("/dev/null", At(path), null, Bind, null);
        foreach (var path in _readOnly)
        {
            Mount(At(path), At(path), null, Bind | Recursive, null);
            Mount(null, At(path), null, Remount | Bind | ReadOnly | Nothing, null);
        }
        Mount("/dev", At("/dev"), null, Move, null);
        Mount("/sys", At("/sys"), null, Move, null);
        Mount(GuestProtocol.Folder, At(GuestProtocol.Folder), null, Move, null);
        Mount("shm", At("/dev/shm"), "tmpfs", Nothing, "mode=1777,size=65536k");
        Mount("devpts", At("/dev/pts"), "devpts", NoSetuid | NoExecution, "newinstance,ptmxmode=0666,mode=0620,gid=5");
        Mount("mqueue", At("/dev/mqueue"), "mqueue", Nothing, null);
        Pivot();
        SandboxFolders.Ensure();
    }

    /// <summary>Removes what the last cell wrote.</summary>
    public void Clear()
    {
        using var disk = FileSystem.OpenFolder(Encoding.UTF8.GetBytes(_disk), create: false);
        var name = Encoding.UTF8.GetBytes(Path.GetFileName(_layer));
        if (FileStat.Find(disk, name) is { } stat)
            RemoveProgram.Remove(disk, name, stat);
    }

    private static string At(string path)
    {
        var target = Root + path;
        // What is hidden and what is in /dev is there; the folders of the root may be missing in an image.
        if (path.LastIndexOf('/') == 0)
            Libc.mkdir(target, 0b111_101_101);
        return target;
    }

    // The old root lies over the new one then and is taken off (pivot_root(2)): no path leads back.
    private static unsafe void Pivot()
    {
        Check("chdir", Libc.chdir(Root));
        fixed (byte* here = "."u8)
            Check("pivot_root", (int)Libc.syscall(SystemCall.PivotRoot, (nint)here, (nint)here, 0, 0));
        Check("umount2", Libc.umount2(".", Detach));
        Check("chdir", Libc.chdir("/"));
    }

    private static void Mount(string? source, string target, string? type, ulong flags, string? options)
    {
        if (Libc.mount(source, target, type, flags, options) != 0)
            throw new NativeException($"mount {target}", Marshal.GetLastPInvokeError());
    }

    private static void Check(string call, int result)
    {
        if (result < 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
