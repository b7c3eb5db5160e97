using System.Threading.Channels;
using Warren.Api;
using Warren.Drivers.Docker.Engine;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Docker;

/// <summary>
/// Follows the engine's events, and looks at everything after each time that the stream began: what happened before is not told. While the engine is away it is
/// tried again and again.
/// </summary>
internal sealed class EngineWatch(EngineClient engine, ContainerNames names, Func<string, CancellationToken, Task<SandboxObservation?>> observe, Func<CancellationToken, Task<IReadOnlyList<SandboxObservation>>> list, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LastPause = TimeSpan.FromSeconds(5);
    private readonly Channel<SandboxObservation> _observations = Channel.CreateUnbounded<SandboxObservation>();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _following = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _running;
    private bool _isDisposed;

    /// <summary>Begins to follow, the first time; returns once events are told, or the engine was found away.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _running ??= RunAsync(_ending.Token);
        return _following.Task.WaitAsync(cancellationToken);
    }

    /// <summary>What was seen of guests that ended.</summary>
    public IAsyncEnumerable<SandboxObservation> ReadAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _ending.CancelAsync();
        if (_running is { } running)
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _observations.Writer.TryComplete();
        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAlwaysAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whoever reads is told, and logs it.
            _observations.Writer.TryComplete(failure);
            _following.TrySetException(failure);
        }
    }

    private async Task FollowAlwaysAsync(CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LastPause ? pause * 2 : LastPause)
        {
            try
            {
                await FollowAsync(() => pause = FirstPause / 2, cancellationToken);
            }
            catch (Exception away) when (away is WarrenException or EngineRefusal)
            {
                // Whoever calls the engine is told that it is away.
            }
            _following.TrySetResult();
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task FollowAsync(Action began, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? looking = null;
        var events = engine.FollowAsync($"events?filters={names.EventFilter}", EngineJson.Default.EngineEvent, () =>
        {
            began();
            _following.TrySetResult();
            looking = LookAsync(ending);
        }, ending.Token);
        try
        {
            await foreach (var happened in events)
                if (happened is { Action: "die" or "died", Actor.Attributes: { } labels } && labels.TryGetValue(ContainerNames.SandboxLabel, out var id))
                    Tell(await observe(id, ending.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The look failed, with the failure that follows.
        }
        finally
        {
            await ending.CancelAsync();
            if (looking is not null)
                await looking;
        }
    }

    // Events alone do not tell what was missed: where it cannot be looked at, both begin anew.
    private async Task LookAsync(CancellationTokenSource following)
    {
        try
        {
            foreach (var observation in await list(following.Token))
                Tell(observation);
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
        catch
        {
            await following.CancelAsync();
            throw;
        }
    }

    // Whoever stops a sandbox on purpose takes its mark away after; the reader then observes anew and finds nothing amiss.
    private void Tell(SandboxObservation? observation)
    {
        if (observation is { Condition: EngineCondition.Ended })
            _observations.Writer.TryWrite(observation);
    }
}
