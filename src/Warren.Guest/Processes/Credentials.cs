using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>
/// The identity of the calling thread, changed by raw system calls so that no other thread of the guest is touched
/// (credentials(7), capabilities(7)).
/// </summary>
internal sealed unsafe class Credentials
{
    private const int SetNoNewPrivileges = 38;
    private const int InvalidArgument = 22;
    private const int SetKeepCapabilities = 8;
    private const int DropBounding = 24;
    private const int SetSecureBits = 28;
    private const int Ambient = 47;
    private const nuint AmbientLower = 3;
    private const nuint AmbientClearAll = 4;

    // NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE, each locked (capabilities(7), "The securebits flags").
    private const nuint SecureBits = 0b1111 | 0b1100_0000;
    private const uint CapabilityVersion = 0x20080522;
    private const nint SetModeFilter = 1;

    private readonly int _uid = Libc.geteuid();
    private readonly int _gid = Libc.getegid();
    private readonly ulong _permitted;

    /// <summary>Of the calling thread.</summary>
    /// <param name="most">The capabilities that it needs at most, as bits; it gives up the others when it confines itself.</param>
    public Credentials(ulong most = ulong.MaxValue) => _permitted = ReadPermitted() & most;

    /// <summary>Keeps capabilities, as bits, from what the calling thread executes. It has to be able to set its own.</summary>
    public static void KeepFromExecution(ulong capabilities)
    {
        var header = stackalloc uint[2] { CapabilityVersion, 0 };
        var data = stackalloc uint[6];
        for (nuint capability = 0; capability < 64; capability++)
            if ((capabilities & (1ul << (int)capability)) != 0)
            {
                Require("PR_CAP_AMBIENT", Libc.prctl(Ambient, AmbientLower, capability, 0, 0));
                Require("PR_CAPBSET_DROP", Libc.prctl(DropBounding, capability, 0, 0, 0));
            }
        // Effective, permitted and inheritable; the lower halves, then the upper ones.
        Require("capget", Libc.syscall(SystemCall.CapGet, (nint)header, (nint)data, 0, 0));
        data[2] &= ~(uint)capabilities;
        data[5] &= ~(uint)(capabilities >> 32);
        Require("capset", Libc.syscall(SystemCall.CapSet, (nint)header, (nint)data, 0, 0));
    }

    /// <summary>
    /// Gives up for this thread whatever a program could inherit; it keeps its permitted capabilities, with which it
    /// changes identity. An exec drops those too: nothing is inheritable, ambient or in the bounding set.
    /// </summary>
    public void Confine(ReadOnlyMemory<byte>? filter)
    {
        BlockSignals();
        Require("PR_SET_NO_NEW_PRIVS", Libc.prctl(SetNoNewPrivileges, 1, 0, 0, 0));
        for (nuint capability = 0; Libc.prctl(DropBounding, capability, 0, 0, 0) == 0;)
            capability++;
        if (Marshal.GetLastPInvokeError() != InvalidArgument)
            Require("PR_CAPBSET_DROP", -1);
        KeepCapabilities();
        // gVisor has no ambient set, so there is none to clear.
        if (Libc.prctl(Ambient, AmbientClearAll, 0, 0, 0) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            Require("PR_CAP_AMBIENT", -1);
        SetEffective(_permitted);
        if (filter is { } program)
            LoadFilter(program.Span);
    }

    /// <summary>Becomes a user, with no effective capability. <see cref="Restore"/> must follow in any case.</summary>
    public void Become(UserAccount user, int trackingGid)
    {
        Span<int> groups = [trackingGid, .. user.Groups];
        fixed (int* first = groups)
            Require("setgroups", Libc.syscall(SystemCall.SetGroups, groups.Length, (nint)first, 0, 0));
        Require("setresgid", Libc.syscall(SystemCall.SetResGid, user.Gid, user.Gid, user.Gid, 0));
        Require("setresuid", Libc.syscall(SystemCall.SetResUid, user.Uid, user.Uid, user.Uid, 0));
        SetEffective(0);
    }

    /// <summary>
    /// Takes on a user's identity for what the thread does with files, with no effective capability, until it takes
    /// on another. Other processes see the guest's own ids still, so that user code can neither signal the thread nor
    /// change its priority (setfsuid(2), kill(2)).
    /// </summary>
    public void BecomeForFiles(UserAccount user)
    {
        SetEffective(_permitted);
        Span<int> groups = [.. user.Groups];
        fixed (int* first = groups)
            Require("setgroups", Libc.syscall(SystemCall.SetGroups, groups.Length, (nint)first, 0, 0));
        // gVisor has no ids for files alone. Changing the effective ones is next best: signals look at the real ones.
        if (!TrySet(SystemCall.SetFsGid, user.Gid))
            Require("setresgid", Libc.syscall(SystemCall.SetResGid, -1, user.Gid, -1, 0));
        if (!TrySet(SystemCall.SetFsUid, user.Uid))
            Require("setresuid", Libc.syscall(SystemCall.SetResUid, -1, user.Uid, -1, 0));
        SetEffective(0);
    }

    /// <summary>
    /// Takes on the root folder of a cell for what the thread does with files, which has to have a working and a root folder
    /// of its own (unshare(2), CLONE_FS). No path and no link leads out of it then.
    /// </summary>
    /// <param name="root">The folder.</param>
    public void EnterRoot(SafeHandle root)
    {
        SetEffective(_permitted);
        Require("fchdir", Libc.fchdir((int)root.DangerousGetHandle()));
        Require("chroot", Libc.chroot("."));
    }

    // It never fails, but tells the id before; -1 is no id and changes nothing.
    private static bool TrySet(nint call, int id)
    {
        Libc.syscall(call, id, 0, 0, 0);
        return Libc.syscall(call, -1, 0, 0, 0) == id;
    }

    /// <summary>
    /// Becomes the guest again, and gives up the user's groups: who carries a tracking group is killed with its exec. A thread that
    /// cannot must not go on: the guest ends.
    /// </summary>
    public void Restore()
    {
        SetEffective(_permitted);
        Require("setgroups", Libc.syscall(SystemCall.SetGroups, 0, 0, 0, 0));
        Require("setresgid", Libc.syscall(SystemCall.SetResGid, _gid, _gid, _gid, 0));
        Require("setresuid", Libc.syscall(SystemCall.SetResUid, _uid, _uid, _uid, 0));
        // Without the secure bits, leaving user 0 took the effective set away.
        SetEffective(_permitted);
    }

    // gVisor knows no secure bits. What they forbid besides the loss of capabilities, an exec as root, gains nothing
    // there either: the bounding set is empty.
    private static void KeepCapabilities()
    {
        if (Libc.prctl(SetSecureBits, SecureBits, 0, 0, 0) != 0)
            Require("PR_SET_KEEPCAPS", Libc.prctl(SetKeepCapabilities, 1, 0, 0, 0));
    }

    // Of the same uid as user code for a moment, the thread could be ended by a signal, and the guest with it.
    private static void BlockSignals()
    {
        var all = stackalloc byte[128];
        NativeMemory.Fill(all, 128, 0xFF);
        Require("pthread_sigmask", Libc.pthread_sigmask(0, all, null));
    }

    private static ulong ReadPermitted()
    {
        var header = stackalloc uint[2] { CapabilityVersion, 0 };
        var data = stackalloc uint[6];
        Require("capget", Libc.syscall(SystemCall.CapGet, (nint)header, (nint)data, 0, 0));
        return data[1] | ((ulong)data[4] << 32);
    }

    private void SetEffective(ulong effective)
    {
        var header = stackalloc uint[2] { CapabilityVersion, 0 };
        var data = stackalloc uint[6]
        {
            (uint)effective, (uint)_permitted, 0,
            (uint)(effective >> 32), (uint)(_permitted >> 32), 0,
        };
        Require("capset", Libc.syscall(SystemCall.CapSet, (nint)header, (nint)data, 0, 0));
    }

    private static void LoadFilter(ReadOnlySpan<byte> filter)
    {
        fixed (byte* instructions = filter)
        {
            // struct sock_fprog: a count, then the pointer at its own alignment.
            var program = stackalloc ulong[2] { (ulong)(filter.Length / 8), (ulong)instructions };
            Require("seccomp", Libc.syscall(SystemCall.Seccomp, SetModeFilter, 0, (nint)program, 0));
        }
    }

    private static void Require(string call, nint result)
    {
        if (result != 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
