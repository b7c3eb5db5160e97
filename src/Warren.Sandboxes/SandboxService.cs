using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Statistics;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Logs;
using Warren.Sandboxes.Terminals;

namespace Warren.Sandboxes;

/// <summary>
/// Makes, finds, changes and removes sandboxes. Whatever it was doing when its process was killed, the next one's
/// <see cref="StartAsync(CancellationToken)"/> goes on from: what runs is adopted, what was half made or half
/// removed is removed.
/// </summary>
public sealed partial class SandboxService : IAsyncDisposable
{
    // Whoever holds the turn sees starting or stopping only where an earlier attempt broke off in it.
    private static readonly SandboxState[] Stoppable =
        [SandboxState.Running, SandboxState.Paused, SandboxState.Failed, SandboxState.Starting, SandboxState.Stopping];

    private readonly ConcurrentDictionary<string, Sandbox> _sandboxes = new();
    private readonly ConcurrentDictionary<(string Owner, string Name), string> _names = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, ISandboxDriver> _drivers;
    private readonly SandboxServiceOptions _options;
    private readonly ImageService _images;
    private readonly ISandboxStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<SandboxService> _logger;
    private readonly SpecValidator _validator;
    private Task _watching = Task.CompletedTask;

    /// <summary>Creates the service; nothing is read or started yet.</summary>
    public SandboxService(IEnumerable<ISandboxDriver> drivers, ImageService images, ISandboxStore store, SandboxServiceOptions options, OutputOptions output, TimeProvider time, ILogger<SandboxService> logger)
    {
        _drivers = drivers.ToDictionary(driver => driver.Name);
        (_images, _store, _options, _time, _logger) = (images, store, options, time, logger);
        _validator = new SpecValidator(options, _drivers);
        Execs = new SandboxExecs(this, options, output, time, logger);
        Terminals = new SandboxTerminals(this);
        Logs = new SandboxLogs(this);
        Statistics = new SandboxStatisticsService(this, time, logger);
    }

    /// <summary>Runs programs in sandboxes.</summary>
    public SandboxExecs Execs { get; }

    /// <summary>Terminals in sandboxes.</summary>
    public SandboxTerminals Terminals { get; }

    /// <summary>Reads what ran in sandboxes wrote.</summary>
    public SandboxLogs Logs { get; }

    /// <summary>Measures sandboxes.</summary>
    public SandboxStatisticsService Statistics { get; }

    /// <summary>Takes over what an earlier process left, then watches the drivers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var recovery = new SandboxRecovery(_drivers, _store, _options, _time, _logger);
        await foreach (var sandbox in recovery.RunAsync(cancellationToken))
        {
            _sandboxes[sandbox.Id] = sandbox;
            if (sandbox.Snapshot.Spec.Name is { } name)
                _names[(sandbox.Owner, name)] = sandbox.Id;
        }
        Execs.Start([.. _sandboxes.Values]);
        _watching = Task.WhenAll([.. _drivers.Values.Select(driver => WatchAsync(driver, _stopping.Token)), Statistics.RunAsync(_stopping.Token)]);
    }

    /// <summary>Makes and starts a sandbox; returns when its guest answers. A failure leaves nothing behind.</summary>
    public async Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string owner, CancellationToken cancellationToken)
    {
        var complete = _validator.Complete(spec);
        var image = await _images.PrepareAsync(complete.Image!, cancellationToken);
        var sandbox = new Sandbox(NewRecord(complete, image, owner), _drivers[complete.Driver!], _store, _time);
        await sandbox.Turn.WaitAsync(cancellationToken);
        if (complete.Name is { } name && !_names.TryAdd((owner, name), sandbox.Id))
            throw new WarrenException(ErrorCode.Conflict, $"You have a sandbox named {name} already; delete it or choose another name.");
        _sandboxes[sandbox.Id] = sandbox;
        try
        {
            await sandbox.ChangeAsync(SandboxState.Starting, cancellationToken: cancellationToken);
            await sandbox.Driver.CreateAsync(new DriverSandbox(sandbox.Id, complete, image), cancellationToken);
            await sandbox.Driver.StartAsync(sandbox.Id, cancellationToken);
            await sandbox.ConnectAsync(_options.GuestDeadline, cancellationToken);
            await sandbox.ChangeAsync(SandboxState.Running, cancellationToken: cancellationToken);
            return sandbox.Snapshot;
        }
        catch
        {
            await RemoveAsync(sandbox, CancellationToken.None);
            throw;
        }
        finally
        {
            sandbox.Turn.Release();
        }
    }

    /// <summary>One sandbox of an owner's, by id or name.</summary>
    public SandboxSnapshot Get(string idOrName, string owner) => Find(idOrName, owner).Snapshot;

    /// <summary>An owner's sandboxes, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> List(string owner) =>
        [.. _sandboxes.Values.Where(sandbox => sandbox.Owner == owner).Select(sandbox => sandbox.Snapshot)
            .OrderBy(snapshot => snapshot.CreatedAt).ThenBy(snapshot => snapshot.Id, StringComparer.Ordinal)];

    /// <summary>Removes a sandbox with everything in it, whatever state it is in.</summary>
    public async Task DeleteAsync(string idOrName, string owner, CancellationToken cancellationToken)
    {
        var sandbox = Find(idOrName, owner);
        await sandbox.Turn.WaitAsync(cancellationToken);
        try
        {
            // Once begun it goes on to its end, also when the caller no longer waits.
            if (sandbox.Snapshot.State != SandboxState.Destroyed)
                await RemoveAsync(sandbox, CancellationToken.None);
        }
        finally
        {
            sandbox.Turn.Release();
        }
    }

    /// <summary>Freezes a running sandbox with its memory.</summary>
    public Task<SandboxSnapshot> PauseAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, "paused", SandboxState.Paused, [SandboxState.Running], async sandbox =>
        {
            await Pausable(sandbox).PauseAsync(sandbox.Id, cancellationToken);
            await sandbox.ChangeAsync(SandboxState.Paused, DesiredState.Paused, cancellationToken: cancellationToken);
        }, cancellationToken);

    /// <summary>Lets a paused sandbox run on.</summary>
    public Task<SandboxSnapshot> ResumeAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, "resumed", SandboxState.Running, [SandboxState.Paused], async sandbox =>
        {
            await Pausable(sandbox).ResumeAsync(sandbox.Id, cancellationToken);
            if (!sandbox.IsConnected)
                await sandbox.ConnectAsync(_options.GuestDeadline, cancellationToken);
            await sandbox.ChangeAsync(SandboxState.Running, DesiredState.Running, cancellationToken: cancellationToken);
            Execs.OnConnected(sandbox);
        }, cancellationToken);

    /// <summary>Ends everything that runs in a sandbox; its disk stays.</summary>
    public Task<SandboxSnapshot> StopAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, "stopped", SandboxState.Stopped, Stoppable, async sandbox =>
        {
            // A frozen guest cannot end by itself.
            var grace = sandbox.Snapshot.State == SandboxState.Running ? _options.StopGrace : TimeSpan.Zero;
            await sandbox.ChangeAsync(SandboxState.Stopping, DesiredState.Stopped, cancellationToken: cancellationToken);
            await sandbox.DisconnectAsync();
            await sandbox.Driver.StopAsync(sandbox.Id, grace, CancellationToken.None);
            await sandbox.ChangeAsync(SandboxState.Stopped, cancellationToken: CancellationToken.None);
            Execs.OnEnded(sandbox, "The sandbox was stopped while the exec ran.");
        }, cancellationToken);

    /// <summary>Starts a stopped or failed sandbox again, from its disk.</summary>
    public Task<SandboxSnapshot> StartAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, "started", SandboxState.Running, [SandboxState.Stopped, SandboxState.Failed], async sandbox =>
        {
            await sandbox.ChangeAsync(SandboxState.Starting, DesiredState.Running, cancellationToken: cancellationToken);
            try
            {
                await sandbox.Driver.StartAsync(sandbox.Id, cancellationToken);
                await sandbox.ConnectAsync(_options.GuestDeadline, cancellationToken);
                await sandbox.ChangeAsync(SandboxState.Running, cancellationToken: cancellationToken);
            }
            catch (Exception failure)
            {
                await sandbox.DisconnectAsync();
                await sandbox.Driver.StopAsync(sandbox.Id, TimeSpan.Zero, CancellationToken.None);
                LogNotStarted(failure, sandbox.Id);
                // Only the messages of our own failures are fit to be seen by callers.
                var reason = failure switch
                {
                    OperationCanceledException => "Its start was cancelled.",
                    WarrenException => failure.Message,
                    _ => "It could not be started; the server's log says why.",
                };
                await sandbox.ChangeAsync(SandboxState.Failed, reason: reason, cancellationToken: CancellationToken.None);
                throw;
            }
        }, cancellationToken);

    /// <summary>What every driver finds of the host.</summary>
    public async Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(_drivers.Values.Select(driver => driver.CheckHostAsync(cancellationToken)))).SelectMany(checks => checks)];

    /// <summary>Stops watching and closes connections. Sandboxes run on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Execs.DisposeAsync();
        foreach (var sandbox in _sandboxes.Values)
            await sandbox.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Begins a call in an owner's sandbox, which must run.</summary>
    /// <exception cref="WarrenException">NotFound, or InvalidState and SandboxFailed where it does not run.</exception>
    internal Task<SandboxUse> UseAsync(string idOrName, string owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new SandboxUse(Find(idOrName, owner)));
    }

    /// <summary>Every owner's sandboxes.</summary>
    internal IReadOnlyCollection<Sandbox> All() => [.. _sandboxes.Values];

    /// <summary>An owner's sandbox; others' are as if they did not exist.</summary>
    internal Sandbox Find(string idOrName, string owner)
    {
        var id = _names.GetValueOrDefault((owner, idOrName), idOrName);
        return _sandboxes.TryGetValue(id, out var sandbox) && sandbox.Owner == owner
            ? sandbox
            : throw new WarrenException(ErrorCode.NotFound, $"There is no sandbox '{idOrName}'.");
    }

    private async Task<SandboxSnapshot> ChangeAsync(string idOrName, string owner, string verb, SandboxState goal,
        SandboxState[] from, Func<Sandbox, Task> change, CancellationToken cancellationToken)
    {
        var sandbox = Find(idOrName, owner);
        await sandbox.Turn.WaitAsync(cancellationToken);
        try
        {
            var state = sandbox.Snapshot.State;
            if (state == goal)
                return sandbox.Snapshot;
            if (!from.Contains(state))
                throw new WarrenException(ErrorCode.InvalidState, $"Sandbox {sandbox.Id} is {state.ToString().ToLowerInvariant()} and cannot be {verb}.");
            await change(sandbox);
            return sandbox.Snapshot;
        }
        finally
        {
            sandbox.Turn.Release();
        }
    }

    private async Task RemoveAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        await sandbox.ChangeAsync(SandboxState.Destroying, DesiredState.Destroyed, cancellationToken: cancellationToken);
        await sandbox.DisconnectAsync();
        await sandbox.Driver.DestroyAsync(sandbox.Id, cancellationToken);
        await sandbox.ChangeAsync(SandboxState.Destroyed, cancellationToken: cancellationToken);
        await _store.RemoveAsync(sandbox.Id, cancellationToken);
        Execs.OnRemoved(sandbox);
        _sandboxes.TryRemove(sandbox.Id, out _);
        if (sandbox.Snapshot.Spec.Name is { } name)
            _names.TryRemove(new((sandbox.Owner, name), sandbox.Id));
    }

    private async Task WatchAsync(ISandboxDriver driver, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var observation in driver.WatchAsync(cancellationToken))
                if (observation.Condition == EngineCondition.Ended && _sandboxes.TryGetValue(observation.Id, out var sandbox))
                    await TryFailAsync(sandbox, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    // What goes wrong with one, such as a full disk when its record is written, must not end the watch over all.
    private async Task TryFailAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            await FailAsync(sandbox, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotFailed(failure, sandbox.Id);
        }
    }

    private async Task FailAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        await sandbox.Turn.WaitAsync(cancellationToken);
        try
        {
            // It may have been stopped on purpose, or started anew, since the driver saw its guest end.
            if (sandbox.Snapshot.State is not (SandboxState.Running or SandboxState.Paused)
                || await sandbox.Driver.ObserveAsync(sandbox.Id, cancellationToken) is not { Condition: EngineCondition.Ended } now)
                return;
            LogFailed(sandbox.Id, now.Reason);
            await sandbox.ChangeAsync(SandboxState.Failed, reason: now.Reason, cancellationToken: cancellationToken);
            await sandbox.DisconnectAsync();
            Execs.OnEnded(sandbox, $"The sandbox failed while the exec ran: {now.Reason}");
        }
        finally
        {
            sandbox.Turn.Release();
        }
    }

    private static IPausableDriver Pausable(Sandbox sandbox) => sandbox.Driver as IPausableDriver
        ?? throw new WarrenException(ErrorCode.CapabilityMissing, $"The driver '{sandbox.Driver.Name}' cannot pause sandboxes.");

    private SandboxRecord NewRecord(SandboxSpec spec, PreparedImage image, string owner)
    {
        var now = _time.GetUtcNow();
        var environment = new Dictionary<string, string>(image.Config.Env);
        foreach (var (name, value) in spec.Env!)
            environment[name] = value;
        return new(owner, new SandboxSnapshot
        {
            Id = SandboxId.New(),
            Spec = spec,
            ImageDigest = image.Digest,
            State = SandboxState.Pending,
            DesiredState = DesiredState.Running,
            Version = 0,
            CreatedAt = now,
            ChangedAt = now,
        }, environment);
    }

    [LoggerMessage(1011, LogLevel.Warning, "Sandbox {Sandbox} has failed: {Reason}")]
    private partial void LogFailed(string sandbox, string? reason);

    [LoggerMessage(1012, LogLevel.Error, "The end of sandbox {Sandbox} could not be recorded.")]
    private partial void LogNotFailed(Exception failure, string sandbox);

    [LoggerMessage(1013, LogLevel.Error, "Sandbox {Sandbox} could not be started.")]
    private partial void LogNotStarted(Exception failure, string sandbox);
}
