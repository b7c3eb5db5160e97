using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes.Pool;

/// <summary>
/// Sandboxes that are made ahead of whoever asks for one of their kind next. Each is a creation that was held before its
/// last step: its guest answers, nothing has run in it, its turn is taken, and its record says that it is starting and
/// is nobody's, so that a server which comes after a crash removes it like any creation that was cut off.
/// </summary>
internal sealed partial class WarmPool(
    SandboxRegistry registry, SandboxLifecycle lifecycle, SandboxServiceOptions options, TimeProvider time, ILogger<WarmPool> logger) : IAsyncDisposable
{
    // How long one is not made after another was taken: who has just got theirs uses it, and most short programs are over by then.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan KeptUnasked = TimeSpan.FromMinutes(10), Look = TimeSpan.FromMinutes(1), Retry = TimeSpan.FromSeconds(30);
    // One that does not answer at once is no gain over one that is made anew. Who did it a moment ago need not again, which is a way
    // to the guest and back: that it has not ended is what its engine says, too.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1), Moment = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PoolShelf> _shelves = [];
    private readonly ChangeSignal _changed = new();
    private readonly OwnedTasks _removals = new();
    private int _creations;
    private bool _isClosed;

    /// <summary>How many are ready.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _shelves.Values.Sum(shelf => shelf.Count);
        }
    }

    /// <summary>A creation begins. Until all have ended none is made ahead: it would take from them what they need.</summary>
    public void BeginCreation()
    {
        lock (_gate)
            _creations++;
    }

    /// <summary>A creation has ended.</summary>
    public void EndCreation()
    {
        lock (_gate)
            _creations--;
        _changed.Raise();
    }

    /// <summary>Gives away a sandbox of a kind, once; null where none is ready.</summary>
    public async Task<ReadySandbox?> TakeAsync(SandboxKind kind)
    {
        if (options.MaxIdle == 0 || !kind.CanBeMadeAhead)
            return null;
        while (TryTake(kind, out var ready))
        {
            if (await IsAliveAsync(ready))
            {
                SandboxTelemetry.PoolAsked(isHit: true);
                return ready;
            }
            _removals.Run(() => RemoveAsync(ready));
        }
        SandboxTelemetry.PoolAsked(isHit: false);
        return null;
    }

    /// <summary>Puts back what was taken and not given to anybody.</summary>
    public void Return(SandboxKind kind, ReadySandbox ready)
    {
        if (!TryKeep(kind, ready))
            _removals.Run(() => RemoveAsync(ready));
    }

    /// <summary>Makes sandboxes ahead, one after the other, and removes those that are no longer asked for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.MaxIdle == 0)
            return;
        await using var timer = time.CreateTimer(_ => _changed.Raise(), null, Look, Look);
        while (true)
        {
            var changed = _changed.Next;
            foreach (var stale in TakeStale())
                await RemoveAsync(stale);
            if (NextToFill(out var spare) is { } shelf)
            {
                if (spare is { } one)
                    await RemoveAsync(one);
                await FillAsync(shelf, cancellationToken);
                continue;
            }
            await changed.WaitAsync(cancellationToken);
            await Task.Delay(Quiet, time, cancellationToken);
        }
    }

    /// <summary>Removes all; none is made any more.</summary>
    public async ValueTask DisposeAsync()
    {
        List<ReadySandbox> left;
        lock (_gate)
        {
            _isClosed = true;
            left = [.. _shelves.Values.SelectMany(TakeAll)];
            _shelves.Clear();
        }
        await Task.WhenAll(left.Select(RemoveAsync));
        await _removals.EndAsync();
    }

    private bool TryTake(SandboxKind kind, out ReadySandbox ready)
    {
        lock (_gate)
        {
            if (!_shelves.TryGetValue(kind.Key, out var shelf))
                _shelves[kind.Key] = shelf = new(kind);
            shelf.AskedAt = time.GetUtcNow();
            if (shelf.TryTake(out ready))
                return true;
            shelf.Wanted = Math.Min(shelf.Wanted + 1, options.MaxIdle);
            return false;
        }
    }

    private bool TryKeep(SandboxKind kind, ReadySandbox ready)
    {
        lock (_gate)
        {
            if (_isClosed || !_shelves.TryGetValue(kind.Key, out var shelf))
                return false;
            shelf.Add(ready);
            return true;
        }
    }

    private List<ReadySandbox> TakeStale()
    {
        List<ReadySandbox> stale = [];
        lock (_gate)
        {
            foreach (var (key, shelf) in _shelves)
            {
                if (shelf.AskedAt + KeptUnasked > time.GetUtcNow())
                    continue;
                stale.AddRange(TakeAll(shelf));
                _shelves.Remove(key);
            }
        }
        return stale;
    }

    private static IEnumerable<ReadySandbox> TakeAll(PoolShelf shelf)
    {
        while (shelf.TryTake(out var ready))
            yield return ready;
    }

    // The kind that was asked for last and lacks one. Where all places are taken it gets that of another, of which there
    // are more, or which was asked for longer ago.
    private PoolShelf? NextToFill(out ReadySandbox? spare)
    {
        spare = null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_creations > 0 || _isClosed)
                return null;
            foreach (var shelf in _shelves.Values.Where(shelf => shelf.Count < shelf.Wanted && shelf.RetryAt <= now).OrderByDescending(shelf => shelf.AskedAt))
            {
                if (_shelves.Values.Sum(other => other.Count) < options.MaxIdle)
                    return shelf;
                var fullest = _shelves.Values.OrderByDescending(other => other.Count).ThenBy(other => other.AskedAt).First();
                if ((fullest.Count > shelf.Count + 1 || (fullest.Count > shelf.Count && fullest.AskedAt < shelf.AskedAt)) && fullest.TryTake(out var taken))
                {
                    spare = taken;
                    fullest.Wanted = fullest.Count;
                    return shelf;
                }
            }
            return null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is wrong here, callers' sandboxes are made as if there were no pool.")]
    private async Task FillAsync(PoolShelf shelf, CancellationToken cancellationToken)
    {
        lock (_gate)
            shelf.RetryAt = time.GetUtcNow() + Retry;
        try
        {
            var ready = await MakeAsync(shelf.Kind, cancellationToken);
            lock (_gate)
                shelf.RetryAt = default;
            Return(shelf.Kind, ready);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotMade(failure);
        }
    }

    private async Task<ReadySandbox> MakeAsync(SandboxKind kind, CancellationToken cancellationToken)
    {
        var sandbox = kind.NewSandbox(registry);
        var made = new ReadySandbox(sandbox, await sandbox.TakeTurnAsync(CancellationToken.None), 0);
        registry.Reserve(sandbox);
        try
        {
            await lifecycle.MakeAsync(sandbox, kind, cancellationToken);
            return made with { AnsweredAt = time.GetTimestamp() };
        }
        catch
        {
            await RemoveAsync(made);
            throw;
        }
    }

    private async Task<bool> IsAliveAsync(ReadySandbox ready)
    {
        var sandbox = ready.Sandbox;
        try
        {
            if (time.GetElapsedTime(ready.AnsweredAt) < Moment)
                return await sandbox.Driver.ObserveAsync(sandbox.Id, CancellationToken.None) is { Condition: EngineCondition.Running };
            await sandbox.GreetAsync(SignOfLife, CancellationToken.None);
            return true;
        }
        catch (Exception failure) when (failure is WarrenException or IOException or SocketException)
        {
            return false;
        }
    }

    private async Task RemoveAsync(ReadySandbox ready)
    {
        using (ready.Turn)
            if (!await lifecycle.TryDestroyAsync(ready.Sandbox))
                registry.Add(ready.Sandbox); // Where it is tried again like any other.
    }

    [LoggerMessage(1030, LogLevel.Warning, "No sandbox could be made ahead; it is tried again later.")]
    private partial void LogNotMade(Exception failure);
}
