using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>
/// The process that keeps a slot: it is in the slot's cgroup, so that whatever it makes is, and makes one cell after the
/// other, each as a copy of itself in new namespaces. It has one thread and reads nothing but the guest's packets.
/// </summary>
internal sealed unsafe class CellKeeper
{
    private const int SetName = 15;
    private const int NewNamespaces = 0x00020000 // mounts
        | 0x02000000 // cgroup
        | 0x04000000 // host name
        | 0x08000000 // IPC
        | 0x20000000 // processes
        | 0x40000000; // network
    private const int WithDescriptor = 0x1000;
    private const int SigChild = 17;
    private const int WaitAll = 0x40000000;

    private readonly int _socket;
    private readonly CellMounts _mounts;
    private readonly ReadOnlyMemory<byte>? _filter;

    private CellKeeper(int socket, CellMounts mounts, ReadOnlyMemory<byte>? filter) => (_socket, _mounts, _filter) = (socket, mounts, filter);

    /// <summary>Serves a slot until the guest ends. Never returns.</summary>
    public static void Run(int slot, int socket, ReadOnlyMemory<byte>? filter)
    {
        try
        {
            var mounts = new CellMounts(slot);
            var name = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{GuestProtocol.KeeperName}{slot}\0"));
            fixed (byte* text = name)
                Check("PR_SET_NAME", Libc.prctl(SetName, (nuint)text, 0, 0, 0));
            SpawnFile.Rehearse();
            new CellKeeper(socket, mounts, filter).Serve();
        }
        catch (NativeException failure)
        {
            Log.Write($"slot {slot}: {failure.Message}");
        }
        Libc._exit(1);
    }

    /// <summary>Copies the calling process, which has one thread; 0 in the copy.</summary>
    /// <param name="namespaces">What is new there.</param>
    /// <param name="descriptor">Of the copy (pidfd_open(2)), where namespaces are new.</param>
    public static int Copy(int namespaces, out int descriptor)
    {
        int pidfd = -1;
        // struct clone_args: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls (clone(2)).
        var arguments = stackalloc ulong[8];
        new Span<ulong>(arguments, 8).Clear();
        arguments[0] = (ulong)(uint)namespaces | (namespaces == 0 ? 0u : WithDescriptor);
        arguments[1] = (ulong)&pidfd;
        arguments[4] = SigChild;
        var pid = (int)Libc.syscall(SystemCall.Clone3, (nint)arguments, 8 * sizeof(ulong), 0, 0);
        descriptor = pidfd;
        return pid >= 0 ? pid : throw new NativeException("clone3", Marshal.GetLastPInvokeError());
    }

    private void Serve()
    {
        Span<int> descriptors = stackalloc int[CellSocket.MaxDescriptors];
        while (CellSocket.TryReceive(_socket, wait: true, out var message, descriptors) == true)
        {
            foreach (var descriptor in descriptors)
                if (descriptor >= 0)
                    Libc.close(descriptor);
            if (message.Kind == CellMessageKind.Make)
                Make(message.Text);
            else if (message.Kind == CellMessageKind.Spawn)
                CellSocket.TrySend(_socket, new(CellMessageKind.Refused, message.Number, Text: $"{GuestErrorCode.NotFound} the cell has ended"));
        }
    }

    private void Make(string id)
    {
        var status = 0;
        try
        {
            _mounts.Begin();
            var pid = Copy(NewNamespaces, out var descriptor);
            if (pid == 0)
                CellInit.Run(_socket, _mounts, id, _filter);
            CellSocket.TrySend(_socket, new(CellMessageKind.Cloned), descriptor);
            Libc.close(descriptor);
            status = Wait(pid);
        }
        catch (NativeException failure)
        {
            CellSocket.TrySend(_socket, new(CellMessageKind.Failed, Text: failure.Message));
        }
        Clear(status);
    }

    // Once it was reaped, so was all else in its process namespace (pid_namespaces(7)).
    private static int Wait(int pid)
    {
        int status;
        while (Libc.wait4(pid, &status, WaitAll, null) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }
        return status;
    }

    private void Clear(int status)
    {
        try
        {
            _mounts.Clear();
            CellSocket.TrySend(_socket, new(CellMessageKind.Removed, First: status));
        }
        catch (Exception failure) when (failure is NativeException or GuestFailure)
        {
            CellSocket.TrySend(_socket, new(CellMessageKind.Removed, Number: 1, First: status, Text: failure.Message));
        }
    }

    private static void Check(string call, int result)
    {
        if (result < 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
