using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>
/// Waits for every child, the orphans that PID 1 inherits among them, and tells the owner of each. A process is
/// started and registered under one lock, so that none is reaped before it is known.
/// </summary>
internal sealed unsafe class Reaper
{
    private const int WaitAll = 0x40000000;
    private const int UsageSize = 144;

    private readonly Lock _starting = new();
    private readonly Dictionary<int, Action<ProcessEnd>> _owners = [];
    private readonly Wakeup _started = new();
    private readonly TimeProvider _time;

    public Reaper(TimeProvider time)
    {
        _time = time;
        new Thread(Run) { IsBackground = true, Name = "reaper" }.Start();
    }

    /// <summary>Starts a process by <paramref name="start"/>, which returns its id, or throws and has started none.</summary>
    public int Start(Func<int> start, Action<ProcessEnd> ended)
    {
        lock (_starting)
        {
            var pid = start();
            _owners.Add(pid, ended);
            _started.Set();
            return pid;
        }
    }

    private void Run()
    {
        var usage = stackalloc byte[UsageSize];
        while (true)
        {
            int status;
            var pid = Libc.wait4(-1, &status, WaitAll, usage);
            if (pid > 0)
                Report(pid, status, (long*)usage);
            else if (Marshal.GetLastPInvokeError() == Errno.NoChild)
                _started.Wait();
        }
    }

    private void Report(int pid, int status, long* usage)
    {
        var timestamp = _time.GetTimestamp();
        Action<ProcessEnd>? ended;
        lock (_starting)
            _owners.Remove(pid, out ended);
        if (ended is null)
            return;
        var signal = status & 0x7F;
        var cpu = TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        ended(new(
            signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            signal == 0 ? null : signal,
            usage[4] * 1024,
            cpu,
            timestamp));
    }
}
