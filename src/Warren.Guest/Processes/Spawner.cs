using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>
/// Starts user programs from one thread of its own, which takes on their identity for the moment of the start.
/// Everything that user code must not keep was given up once, when the thread began.
/// </summary>
internal sealed class Spawner : ISpawner
{
    private readonly WorkQueue<(Spawn Spawn, TaskCompletionSource<int> Pid)> _queue = new();
    private readonly Credentials _credentials = new();
    private readonly UserPrograms _programs;
    private readonly Reaper _reaper;

    private Spawner(Reaper reaper) => (_programs, _reaper) = (new(_credentials), reaper);

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

    /// <inheritdoc/>
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
            var pid = _reaper.Start(() => _programs.Start(spawn), spawn.Ended);
            UserPrograms.OfferToOomKiller(pid);
            result.SetResult(pid);
        }
        catch (Exception failure) when (failure is GuestFailure or NativeException)
        {
            result.SetException(failure);
        }
    }
}
