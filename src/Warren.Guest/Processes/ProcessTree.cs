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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends a signal to every process of the group that is there now; gives how many got it.</summary>
    public static int Signal(int group, int signal)
    {
        var count = 0;
        foreach (var pid in Find(group))
            if (Send(pid, group, signal))
                count++;
        return count;
    }

    /// <summary>
    /// Kills every process of the group, and returns once none is left. They are stopped first, so that no fork
    /// bomb outruns the walk.
    /// </summary>
    public static void Kill(int group, TimeProvider time)
    {
        var stopped = new HashSet<int>();
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var pid in Find(group))
                grown |= stopped.Add(pid) && Send(pid, group, SigStop);
        }
        var started = time.GetTimestamp();
        for (var quiet = 0; quiet < QuietScans;)
        {
            if (time.GetElapsedTime(started) > Patience)
                throw new GuestFailure(GuestErrorCode.Failed, "processes of the exec do not end, though they were killed");
            var found = Find(group);
            quiet = found.Count == 0 ? quiet + 1 : 0;
            foreach (var pid in found)
                Send(pid, group, SigKill);
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

    private static List<int> Find(int group) =>
        [.. ProcessList.Read().Where(pid => ProcessList.ReadTrackingGroups(pid).Contains(group))];

    // Through a descriptor, so that the signal cannot reach another process that got the same id meanwhile.
    private static bool Send(int pid, int group, int signal)
    {
        var descriptor = (int)Libc.syscall(SystemCall.PidfdOpen, pid, 0, 0, 0);
        if (descriptor < 0)
            return false;
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
