using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>Makes descriptors of user namespaces, which idmapped mounts take their mapping from.</summary>
internal static class UserNamespace
{
    private const int CloneVm = 0x100, CloneNewUser = 0x10000000, SigChild = 17;
    private const int StackLength = 64 * 1024, SignalSetLength = 128;

    // A child that shares this process's memory must not run managed code, so it calls this function of libc and ends.
    // Until it is waited for, it keeps its namespace. One that lived on would, where this process is killed just here,
    // keep its own copies of the server's lock and connections for ever.
    private static readonly nint Nothing = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getpid");

    /// <summary>
    /// A new user namespace in which the ids from 0 to <paramref name="count"/> - 1 are the host's from
    /// <paramref name="first"/> on. It lives as long as the descriptor.
    /// </summary>
    public static SafeFileHandle Create(uint first, uint count)
    {
        var map = string.Create(CultureInfo.InvariantCulture, $"0 {first} {count}");
        return Create(map, map);
    }

    /// <summary>A new user namespace with the maps of user_namespaces(7), which lives as long as the descriptor.</summary>
    public static unsafe SafeFileHandle Create(string users, string groups)
    {
        var stack = NativeMemory.AlignedAlloc(StackLength, 16);
        var all = stackalloc byte[SignalSetLength];
        var old = stackalloc byte[SignalSetLength];
        new Span<byte>(all, SignalSetLength).Fill(0xFF);
        // The child inherits the mask: a signal must not run this process's handlers a second time in it.
        _ = Libc.SignalMask(2, all, old);
        var child = -1;
        try
        {
            child = Libc.Clone(Nothing, (nint)stack + StackLength, CloneVm | CloneNewUser | SigChild, 0);
            if (child < 0)
                throw Libc.Failure("make a user namespace");
            File.WriteAllText($"/proc/{child}/uid_map", users);
            File.WriteAllText($"/proc/{child}/gid_map", groups);
            return File.OpenHandle($"/proc/{child}/ns/user");
        }
        finally
        {
            if (child > 0)
                Wait(child);
            _ = Libc.SignalMask(2, old, null);
            NativeMemory.AlignedFree(stack);
        }
    }

    private static unsafe void Wait(int child)
    {
        const int byPid = 1, exited = 4;
        while (Libc.WaitId(byPid, child, null, exited, 0) != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }
    }
}
