using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Processes;

/// <summary>
/// Finds and signals all processes of an exec by its tracking group, which outlives double forks, setsid and a
/// cleared environment.
/// </summary>
internal static class ProcessTree
{
    private const int SigKill = 9;
    private const int SigStop = 19;
    private const int QuietScans = 2;
    private const int StopScans = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends a signal to every process of the group that is there now; gives how many got it.</summary>
    public static int Signal(int group, int signal)
    {
        var count = 0;
        foreach (var (pid, state) in Find(group))
            if (state != ProcessList.Dead && Send(pid, group, signal))
                count++;
        return count;
    }

    /// <summary>
    /// Kills every process of the group, and returns once none is left, not even one to be reaped: those count
    /// against the limit too. None is killed before all are seen to have stopped, for what still runs would fork
    /// into the places of the dead, and a fork bomb outruns the walk. What cannot stop is killed after some walks.
    /// </summary>
    public static void Kill(int group, TimeProvider time)
    {
        var started = time.GetTimestamp();
        for (int quiet = 0, stops = 0; quiet < QuietScans;)
        {
            if (time.GetElapsedTime(started) > Patience)
                throw new GuestFailure(GuestErrorCode.Failed, "processes of the exec do not end, though they were killed");
            var found = Find(group);
            quiet = found.Count == 0 ? quiet + 1 : 0;
            var living = found.Where(process => process.State != ProcessList.Dead).ToList();
            var running = living.Where(process => process.State != ProcessList.Stopped).ToList();
            var stop = running.Count > 0 && ++stops % StopScans != 0;
            foreach (var (pid, _) in stop ? running : living)
                Send(pid, group, stop ? SigStop : SigKill);
            if (found.Count > 0)
                Thread.Yield();
        }
    }

    /// <summary>All tracking groups that some process carries.</summary>
    public static HashSet<int> FindCarriedGroups()
    {
        var carried = new HashSet<int>();
        foreach (var pid in ProcessList.Read())
            carried.UnionWith(ProcessList.ReadTrackingGroups(pid));
        return carried;
    }

    private static List<(int Pid, char State)> Find(int group)
    {
        List<(int Pid, char State)> found = [];
        foreach (var pid in ProcessList.Read())
            if (ProcessList.ReadTrackingGroups(pid, out var state).Contains(group))
                found.Add((pid, state));
        return found;
    }

    // Through a descriptor, so that the signal cannot reach another process that got the same id meanwhile. gVisor has
    // none of those; an id is given again there only after all others were.
    private static bool Send(int pid, int group, int signal)
    {
        var descriptor = (int)Libc.syscall(SystemCall.PidfdOpen, pid, 0, 0, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() == Errno.NotImplemented
                && ProcessList.ReadTrackingGroups(pid).Contains(group) && Libc.kill(pid, signal) == 0;
        try
        {
            return ProcessList.ReadTrackingGroups(pid).Contains(group)
                && Libc.syscall(SystemCall.PidfdSendSignal, descriptor, signal, 0, 0) == 0;
        }
        finally
        {
            Libc.close(descriptor);
        }
    }
}
