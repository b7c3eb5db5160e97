using System.Runtime.InteropServices;

namespace Warren.Guest.Native;

/// <summary>
/// Wakes a thread that waits, or the next one that will (eventfd(2)). What .NET has for it spins before it sleeps, and
/// so takes the processor from what is waited for.
/// </summary>
internal sealed unsafe class Wakeup
{
    private readonly int _fd = Libc.eventfd(0, Descriptors.CloseOnExec);

    public Wakeup()
    {
        if (_fd < 0)
            throw new NativeException("eventfd", Marshal.GetLastPInvokeError());
    }

    /// <summary>Wakes one.</summary>
    public void Set()
    {
        var one = 1L;
        while (Libc.write(_fd, &one, sizeof(long)) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }
    }

    /// <summary>Waits; returns at once where <see cref="Set"/> was called since the last time.</summary>
    public void Wait()
    {
        long count;
        while (Libc.read(_fd, &count, sizeof(long)) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }
    }
}
