using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>
/// Starts user programs from one thread of its own, which takes on their identity for the moment of the start.
/// Everything that user code must not keep was given up once, when the thread began.
/// </summary>
internal sealed class Spawner
{
    private readonly WorkQueue<(Spawn Spawn, TaskCompletionSource<int> Pid)> _queue = new();
    private readonly Credentials _credentials = new();
    private readonly ProgramLauncher _launcher = new();
    private readonly Reaper _reaper;

    private Spawner(Reaper reaper) => _reaper = reaper;

    /// <summary>Starts the thread.</summary>
    /// <param name="reaper">Learns of every process.</param>
    /// <param name="filter">The seccomp filter of user code.</param>
    /// <exception cref="NativeException">The thread could not be confined.</exception>
    public static Spawner Start(Reaper reaper, ReadOnlyMemory<byte>? filter)
    {
        var spawner = new Spawner(reaper);
        ConfinedThread.Start("spawner", () => spawner._credentials.Confine(filter), spawner.Run);
        return spawner;
    }

    /// <summary>Starts a process; gives its id. Who waits for it goes on on the thread that starts the next one.</summary>
    /// <exception cref="GuestFailure">It cannot be started as asked.</exception>
    public Task<int> SpawnAsync(Spawn spawn)
    {
        var pid = new TaskCompletionSource<int>();
        _queue.Add((spawn, pid));
        return pid.Task;
    }

    private void Run()
    {
        while (true)
        {
            var (spawn, pid) = _queue.Take();
            Serve(spawn, pid);
        }
    }

    private void Serve(Spawn spawn, TaskCompletionSource<int> result)
    {
        try
        {
            var pid = _reaper.Start(() => StartAsUser(spawn), spawn.Ended);
            OfferToOomKiller(pid);
            result.SetResult(pid);
        }
        catch (Exception failure) when (failure is GuestFailure or NativeException)
        {
            result.SetException(failure);
        }
    }

    private int StartAsUser(Spawn spawn)
    {
        try
        {
            _credentials.Become(spawn.User, spawn.TrackingGid);
            return _launcher.Launch(spawn);
        }
        finally
        {
            _credentials.Restore();
        }
    }

    // Where memory is short the kernel takes the highest score first: it is to be user code, never the guest.
    private static unsafe void OfferToOomKiller(int pid)
    {
        var file = Libc.open($"/proc/{pid}/oom_score_adj", Descriptors.WriteOnly | Descriptors.CloseOnExec);
        if (file < 0)
            return; // It ended already.
        fixed (byte* score = "1000"u8)
            Libc.write(file, score, 4);
        Libc.close(file);
    }
}
