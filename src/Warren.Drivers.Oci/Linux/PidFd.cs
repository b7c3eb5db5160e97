using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>A hold on one process that never becomes a hold on another one with the same number (pidfd_open(2)).</summary>
internal sealed class PidFd : IDisposable
{
    private PidFd(int pid, SafeFileHandle handle) => (Pid, Handle) = (pid, handle);

    /// <summary>The process's number.</summary>
    public int Pid { get; }

    /// <summary>The descriptor; it becomes readable when the process ends.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Opens a process; <see langword="null"/> when there is none of that number.</summary>
    public static PidFd? Open(int pid)
    {
        var file = Libc.Syscall(Libc.PidfdOpenCall, pid, 0, 0, 0, 0);
        if (file >= 0)
            return new PidFd(pid, new SafeFileHandle((nint)file, ownsHandle: true));
        return Marshal.GetLastPInvokeError() is Errno.NoProcess or Errno.Invalid ? null : throw Libc.Failure($"open process {pid}");
    }

    /// <summary>Opens a process that was seen before; <see langword="null"/> when it ended since, whoever has its number now.</summary>
    public static PidFd? Open(ProcessIdentity identity)
    {
        var process = Open(identity.Pid);
        if (process is not null && ProcessIdentity.Of(identity.Pid) == identity)
            return process;
        process?.Dispose();
        return null;
    }

    /// <summary>Sends a signal; false when the process has ended.</summary>
    public bool Signal(int signal)
    {
        if (Libc.Syscall(Libc.PidfdSendSignalCall, (long)Handle.DangerousGetHandle(), signal, 0, 0, 0) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == Errno.NoProcess ? false : throw Libc.Failure(string.Create(CultureInfo.InvariantCulture, $"signal process {Pid}"));
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
