using System.Runtime.InteropServices;

namespace Warren.Drivers.Oci.Linux;

/// <summary>
/// Makes the calling thread another user as far as files go, with all its capabilities (setfsuid(2)). An overlay
/// works on its layers as whoever mounted it, and on idmapped layers only ids of the mapping can own anything.
/// Dispose on the same thread, with no await in between.
/// </summary>
internal readonly partial struct FileSystemIdentity : IDisposable
{
    private const uint CapabilityVersion3 = 0x20080522;

    private FileSystemIdentity(uint id)
    {
        _ = SetFsGid(id);
        _ = SetFsUid(id);
        // setfsuid() reports no failure: a second call that changes nothing tells what is in force.
        if (SetFsUid(uint.MaxValue) != id || SetFsGid(uint.MaxValue) != id)
            throw new InvalidOperationException($"The thread could not become user {id} for file access.");
    }

    /// <summary>Becomes a user and group of the host.</summary>
    public static FileSystemIdentity Assume(uint id)
    {
        var capabilities = Capabilities();
        var identity = new FileSystemIdentity(id);
        // Leaving user 0 took away the effective file capabilities; the permitted ones are still there.
        Restore(capabilities);
        return identity;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = SetFsUid(0);
        _ = SetFsGid(0);
    }

    private static unsafe (ulong Effective, ulong Permitted, ulong Inheritable) Capabilities()
    {
        var header = stackalloc uint[2] { CapabilityVersion3, 0 };
        var data = stackalloc uint[6];
        if (CapGet(header, data) != 0)
            throw Libc.Failure("read capabilities");
        return (Join(data[0], data[3]), Join(data[1], data[4]), Join(data[2], data[5]));
    }

    private static unsafe void Restore((ulong Effective, ulong Permitted, ulong Inheritable) sets)
    {
        var header = stackalloc uint[2] { CapabilityVersion3, 0 };
        var data = stackalloc uint[6]
        {
            (uint)sets.Effective, (uint)sets.Permitted, (uint)sets.Inheritable,
            (uint)(sets.Effective >> 32), (uint)(sets.Permitted >> 32), (uint)(sets.Inheritable >> 32),
        };
        if (CapSet(header, data) != 0)
            throw Libc.Failure("set capabilities");
    }

    private static ulong Join(uint low, uint high) => low | ((ulong)high << 32);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint SetFsUid(uint id);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial uint SetFsGid(uint id);

    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    private static unsafe partial int CapGet(uint* header, uint* data);

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static unsafe partial int CapSet(uint* header, uint* data);
}
