using Warren.Guest.Cells;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>All execs that are known, running or ended.</summary>
internal sealed class ExecTable(Spawner spawner, TrackingGroups groups, CellTable cells, ExecServices services)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Exec> _execs = [];
    private readonly Dictionary<string, TaskCompletionSource> _starting = [];
    private readonly LinkedList<Exec> _ended = [];
    private long _startedCount;

    /// <summary>Starts a program under an id that is free.</summary>
    public async Task<Exec> StartAsync(GuestExecRequest request, bool background)
    {
        var spawn = ExecValidation.Complete(request);
        Claim(request.Id);
        var group = 0;
        try
        {
            group = groups.Take();
            return await StartProcessAsync(request, background, spawn with { TrackingGid = group });
        }
        catch (Exception)
        {
            if (group != 0)
                groups.Return(group);
            Unclaim(request.Id);
            throw;
        }
    }

    public Exec? Find(string id)
    {
        lock (_gate)
            return _execs.GetValueOrDefault(id);
    }

    public Exec Get(string id) => Find(id) ?? throw new GuestFailure(GuestErrorCode.NotFound, $"no such exec: {id}");

    public IReadOnlyList<Exec> List()
    {
        lock (_gate)
            return [.. _execs.Values];
    }

    /// <summary>Kills the tree where it runs, waits for its end, and drops all that is known of it.</summary>
    public async Task ForgetAsync(string id)
    {
        // Who gave up waiting for a start forgets what may just be starting.
        await WhenStarted(id);
        var exec = Get(id);
        if (!exec.Ended.IsCompleted)
        {
            exec.Kill(isForgotten: true);
            await exec.Ended;
        }
        Remove(exec);
    }

    /// <summary>Drops those that ended.</summary>
    public void ForgetEnded(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            if (Find(id) is { Ended.IsCompleted: true } exec)
                Remove(exec);
    }

    private void Remove(Exec exec)
    {
        lock (_gate)
        {
            if (!_execs.Remove(exec.Id))
                return;
            _ended.Remove(exec);
        }
        exec.DropOutput();
        groups.Return(exec.TrackingGid);
    }

    public (int Running, int Ended, long Started) Count()
    {
        lock (_gate)
            return (_execs.Count - _ended.Count, _ended.Count, _startedCount);
    }

    private void Claim(string id)
    {
        lock (_gate)
        {
            if (_execs.ContainsKey(id) || _starting.ContainsKey(id))
                throw new GuestFailure(GuestErrorCode.Conflict, $"there is an exec with the id {id} already");
            if (_execs.Count - _ended.Count + _starting.Count >= GuestProtocol.MaxRunning)
                throw new GuestFailure(GuestErrorCode.TooManyRequests, $"at most {GuestProtocol.MaxRunning} execs may run at once");
            _starting.Add(id, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private async Task<Exec> StartProcessAsync(GuestExecRequest request, bool background, Spawn spawn)
    {
        using var pipes = new ExecPipes(request, spawn.User);
        var exec = new Exec(request, background, spawn.TrackingGid, pipes, services, OnEnded);
        try
        {
            var pid = await SpawnAsync(PlaceOf(request), spawn with
            {
                Stdin = pipes.StdinRead,
                Stdout = pipes.StdoutWrite,
                Stderr = pipes.StderrWrite,
                Terminal = pipes.Terminal?.Path,
                Ended = exec.OnProcessEnd,
            });
            Register(exec);
            exec.Begin(pid);
            return exec;
        }
        catch (Exception)
        {
            exec.Abandon();
            throw;
        }
    }

    private ISpawner PlaceOf(GuestExecRequest request)
    {
        if (request.Cell is not { } id)
            return spawner;
        var cell = cells.Get(id);
        cell.Add(request.Id);
        return cell.SpawnerOf(request.Id);
    }

    private Task WhenStarted(string id)
    {
        lock (_gate)
            return _starting.GetValueOrDefault(id)?.Task ?? Task.CompletedTask;
    }

    private void Unclaim(string id)
    {
        TaskCompletionSource? started;
        lock (_gate)
            _starting.Remove(id, out started);
        started?.TrySetResult();
    }

    // A user can stop a process of its own before the program in it begins, which holds up the spawner.
    private async Task<int> SpawnAsync(ISpawner place, Spawn spawn)
    {
        var pid = place.SpawnAsync(spawn);
        while (true)
        {
            try
            {
                return await pid.WaitAsync(StartPatience, services.Time);
            }
            catch (TimeoutException)
            {
                ProcessTree.Kill(spawn.TrackingGid, services.Time);
            }
        }
    }

    private void Register(Exec exec)
    {
        lock (_gate)
        {
            _execs.Add(exec.Id, exec);
            _startedCount++;
        }
        Unclaim(exec.Id);
    }

    private void OnEnded(Exec exec)
    {
        lock (_gate)
        {
            if (!_execs.ContainsKey(exec.Id))
                return;
            _ended.AddLast(exec);
        }
        exec.Shrink();
        while (FindUnread(_ended.Count > GuestProtocol.MaxEnded, exec) is { } oldest)
            Remove(oldest);
        // Ended execs may keep half of the memory, so that running ones always find some.
        while (FindUnread(services.Budget.IsHalfUsed, exec, keepsOutput: true) is { } oldest)
            oldest.DropOutput();
    }

    private Exec? FindUnread(bool isNeeded, Exec newest, bool keepsOutput = false)
    {
        if (!isNeeded)
            return null;
        lock (_gate)
            return _ended.FirstOrDefault(exec => exec != newest && !exec.IsRead && (!keepsOutput || exec.KeepsOutput));
    }
}
