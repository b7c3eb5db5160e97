using Microsoft.Extensions.Logging;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Lifetimes;

/// <summary>
/// Pauses, stops or destroys the sandboxes whose time is over. One timer serves all of them: each that has a lifetime is
/// looked at when it is due at the earliest, and again later where activity or a renewal has put it off meanwhile.
/// </summary>
internal sealed partial class LifetimeKeeper(SandboxRegistry registry, SandboxLifecycle lifecycle, TimeProvider time, ILogger<LifetimeKeeper> logger) : IDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan WhileBusy = TimeSpan.FromSeconds(1), AfterFailure = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Sandbox, DateTimeOffset> _queue = new();
    // When each is looked at next; an entry of the queue for any other time is out of date.
    private readonly Dictionary<string, DateTimeOffset> _next = [];
    private readonly SemaphoreSlim _sooner = new(0);
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly OwnedTasks _acting = new();

    /// <summary>Takes note of every sandbox that changes from now on.</summary>
    public void Begin() => registry.Changed += Consider;

    /// <summary>Keeps lifetimes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var sandbox in registry.All)
            Consider(sandbox);
        try
        {
            while (true)
            {
                while (TakeDue() is { } sandbox)
                {
                    await _slots.WaitAsync(cancellationToken);
                    _acting.Run(() => ActAsync(sandbox));
                }
                await WaitAsync(cancellationToken);
            }
        }
        finally
        {
            await _acting.EndAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registry.Changed -= Consider;
        _sooner.Dispose();
        _slots.Dispose();
    }

    private static TimeSpan? IdleTimeout(Sandbox sandbox) =>
        sandbox.State == SandboxState.Running && sandbox.Snapshot.Spec.Lifetime?.IdleTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    // When it is due, as things are now; null for never.
    private static DateTimeOffset? DueAt(Sandbox sandbox)
    {
        var (expires, idle) = (sandbox.Snapshot.ExpiresAt, sandbox.IdleSince() + IdleTimeout(sandbox));
        return expires < idle || idle is null ? expires : idle;
    }

    private void Consider(Sandbox sandbox, SandboxState from) => Consider(sandbox);

    private void Consider(Sandbox sandbox)
    {
        if (sandbox.State is not (SandboxState.Destroying or SandboxState.Destroyed) && DueAt(sandbox) is { } due)
            LookAt(sandbox, due, soonest: true);
        else
            lock (_gate)
                _next.Remove(sandbox.Id);
    }

    private void LookAt(Sandbox sandbox, DateTimeOffset due, bool soonest)
    {
        lock (_gate)
        {
            if (soonest && _next.TryGetValue(sandbox.Id, out var next) && next <= due)
                return;
            _next[sandbox.Id] = due;
            _queue.Enqueue(sandbox, due);
            if (_queue.TryPeek(out var first, out _) && first == sandbox)
                _sooner.Release();
        }
    }

    private Sandbox? TakeDue()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_queue.TryPeek(out var sandbox, out var due) && due <= now)
            {
                _queue.Dequeue();
                if (_next.TryGetValue(sandbox.Id, out var next) && next == due && _next.Remove(sandbox.Id))
                    return sandbox;
            }
            return null;
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause;
        lock (_gate)
            pause = _queue.TryPeek(out _, out var due) ? due - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
        if (pause <= TimeSpan.Zero && pause != Timeout.InfiniteTimeSpan)
            return;
        using var timer = new CancellationTokenSource(Min(pause, TimeSpan.FromDays(1)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _sooner.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private static TimeSpan Min(TimeSpan pause, TimeSpan most) => pause < most ? pause : most;

    private async Task ActAsync(Sandbox sandbox)
    {
        try
        {
            // Whoever has the turn may be putting it off, or doing it.
            if (sandbox.TryTakeTurn() is not { } turn)
            {
                LookAt(sandbox, time.GetUtcNow() + WhileBusy, soonest: false);
                return;
            }
            using (turn)
                await EndAsync(sandbox);
            Consider(sandbox);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotKept(failure, sandbox.Id);
            LookAt(sandbox, time.GetUtcNow() + AfterFailure, soonest: false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task EndAsync(Sandbox sandbox)
    {
        var now = time.GetUtcNow();
        var lifetime = sandbox.Snapshot.Spec.Lifetime;
        if (sandbox.State is SandboxState.Destroying or SandboxState.Destroyed)
            return;
        string reason;
        if (sandbox.Snapshot.ExpiresAt <= now)
        {
            reason = "Its time-out is over.";
            sandbox.Close();
        }
        else if (IdleTimeout(sandbox) is { } idle && sandbox.TryCloseIdle(now - idle))
            reason = $"It was idle for {idle.TotalSeconds} s.";
        else
            return;
        try
        {
            LogEnding(sandbox.Id, lifetime?.OnTimeout ?? TimeoutAction.Stop, reason);
            await EndAsync(sandbox, lifetime?.OnTimeout ?? TimeoutAction.Stop, reason);
        }
        finally
        {
            sandbox.Open();
        }
    }

    private Task EndAsync(Sandbox sandbox, TimeoutAction action, string reason) => action switch
    {
        TimeoutAction.Destroy => lifecycle.DestroyAsync(sandbox),
        // What does not run any more has nothing left to pause or to stop.
        _ when sandbox.State == SandboxState.Failed => sandbox.ChangeAsync(
            record => record with { Snapshot = record.Snapshot with { ExpiresAt = null } }, CancellationToken.None),
        TimeoutAction.Pause => SandboxLifecycle.PauseAsync(sandbox, reason, CancellationToken.None),
        _ => lifecycle.StopAsync(sandbox, reason, CancellationToken.None),
    };

    [LoggerMessage(1031, LogLevel.Information, "Sandbox {Sandbox} meets its end ({Action}): {Reason}")]
    private partial void LogEnding(string sandbox, TimeoutAction action, string reason);

    [LoggerMessage(1032, LogLevel.Error, "The end of sandbox {Sandbox}'s lifetime could not be carried out; it is tried again.")]
    private partial void LogNotKept(Exception failure, string sandbox);
}
