using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Entrypoints;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Sandboxes.Logs;
using Warren.Sandboxes.Pool;
using Warren.Sandboxes.Statistics;
using Warren.Sandboxes.Terminals;
using Warren.Sandboxes.Volumes;

namespace Warren.Sandboxes;

/// <summary>
/// Makes, finds, changes and removes sandboxes. Whatever it was doing when its process was killed, the next one's
/// <see cref="StartAsync(CancellationToken)"/> goes on from: what runs is adopted, what was half made or half
/// removed is removed.
/// </summary>
public sealed class SandboxService : IAsyncDisposable
{
    private readonly SandboxRegistry _registry;
    private readonly IdempotentCreation _creation;
    private readonly SandboxLifecycle _lifecycle;
    private readonly SandboxUpdates _updates;
    private readonly SandboxWatch _watch;
    private EntrypointSupervisor _entrypoints = null!;
    private WarmPool _pool = null!;

    internal SandboxService(SandboxRegistry registry, IdempotentCreation creation, SandboxLifecycle lifecycle, SandboxUpdates updates, SandboxWatch watch)
    {
        (_registry, _creation, _lifecycle, _updates, _watch) = (registry, creation, lifecycle, updates, watch);
        Files = new SandboxFiles(this);
        Terminals = new SandboxTerminals(this);
        Logs = new SandboxLogs(this);
    }

    /// <summary>Runs programs in sandboxes.</summary>
    public SandboxExecs Execs { get; private set; } = null!;

    /// <summary>Files in sandboxes.</summary>
    public SandboxFiles Files { get; }

    /// <summary>Terminals in sandboxes.</summary>
    public SandboxTerminals Terminals { get; }

    /// <summary>Reads what ran in sandboxes wrote.</summary>
    public SandboxLogs Logs { get; }

    /// <summary>Cells in sandboxes that hold them.</summary>
    public SandboxCells Cells { get; private set; } = null!;

    /// <summary>Volumes, and sandboxes that see one.</summary>
    public SandboxVolumes Volumes { get; private set; } = null!;

    /// <summary>Measures sandboxes.</summary>
    public SandboxStatisticsService Statistics { get; private set; } = null!;

    /// <summary>Takes over what an earlier process left, then watches over it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _watch.RecoverAsync(cancellationToken);
        Execs.Start(_registry.All);
        _registry.Changed += FollowExecs;
        _watch.Begin(cancelled => Task.WhenAll(
            Statistics.RunAsync(cancelled), _entrypoints.RunAsync(_registry.All, cancelled), _pool.RunAsync(cancelled)));
    }

    /// <summary>Makes and starts a sandbox; returns when its guest answers. A failure leaves nothing behind.</summary>
    public async Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string owner, CancellationToken cancellationToken) =>
        (await CreateAsync(spec, owner, null, cancellationToken)).Snapshot;

    /// <summary>Checks whether a spec could be carried out, without making anything.</summary>
    /// <exception cref="WarrenException">It could not; everything that is wrong is named by its field.</exception>
    public void Check(SandboxSpec spec) => _updates.Check(spec);

    /// <summary>Makes and starts a sandbox, or gives the one that an earlier call with the same idempotency key made.</summary>
    public Task<SandboxCreated> CreateAsync(SandboxSpec spec, string owner, string? idempotencyKey, CancellationToken cancellationToken) =>
        SandboxTelemetry.MeasureAsync("create", () => _creation.CreateAsync(spec, owner, idempotencyKey, cancellationToken));

    /// <summary>One sandbox of an owner's, by id or name.</summary>
    public SandboxSnapshot Get(string idOrName, string owner) => Find(idOrName, owner).Describe();

    /// <summary>Who a sandbox belongs to; null where there is none of that id. For callers that a signed link lets in.</summary>
    public string? OwnerOf(string id) => _registry.Find(id)?.Owner;

    /// <summary>Which sandbox an id of anybody's, or a name of an owner's, means; null for none.</summary>
    public SandboxLocation? Locate(string idOrName, string owner) => _registry.Locate(idOrName, owner);

    /// <summary>How many sandboxes there are, of all owners.</summary>
    public IReadOnlyDictionary<(SandboxState State, string Driver), int> Count() => _registry.All
        .Select(sandbox => sandbox.Snapshot)
        .CountBy(snapshot => (snapshot.State, snapshot.Spec.Driver!))
        .ToDictionary();

    /// <summary>An owner's sandboxes, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> List(string owner) => List(owner, new(), null, int.MaxValue);

    /// <summary>The first of an owner's sandboxes behind a position that a filter lets through, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> List(string owner, SandboxFilter filter, SandboxPosition? after, int count) =>
        _registry.List(owner, filter, after, count);

    /// <summary>The first of all owners' sandboxes behind a position that a filter lets through, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> ListOfAll(SandboxFilter filter, SandboxPosition? after, int count) => [.. _registry.All
        .Where(sandbox => filter.Matches(sandbox.Snapshot))
        .Select(sandbox => sandbox.Describe())
        .Where(snapshot => after is not { } position || SandboxPosition.Of(snapshot).CompareTo(position) > 0)
        .OrderBy(snapshot => snapshot.CreatedAt)
        .ThenBy(snapshot => snapshot.Id, StringComparer.Ordinal)
        .Take(count)];

    /// <summary>Every owner's sandboxes, for who cleans up after itself.</summary>
    public IReadOnlyList<(string Owner, SandboxSnapshot Snapshot)> ListAll() => [.. _registry.All.Select(sandbox => (sandbox.Owner, sandbox.Describe()))];

    /// <summary>
    /// Waits until a sandbox is in a state, or has come to an end from which it does not come there by itself.
    /// </summary>
    /// <returns>The sandbox as it is then, or as it is when the time is over.</returns>
    public Task<SandboxSnapshot> WaitAsync(string idOrName, SandboxState state, TimeSpan atMost, string owner, CancellationToken cancellationToken) =>
        Find(idOrName, owner).WaitAsync(state, atMost, cancellationToken);

    /// <summary>Removes a sandbox with everything in it, whatever state it is in.</summary>
    public Task DeleteAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, _lifecycle.DestroyAsync, cancellationToken);

    /// <summary>Freezes a running sandbox with its memory.</summary>
    public Task<SandboxSnapshot> PauseAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => SandboxLifecycle.PauseAsync(sandbox, null, cancellationToken), cancellationToken);

    /// <summary>Lets a paused sandbox run on.</summary>
    public Task<SandboxSnapshot> ResumeAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => _lifecycle.ResumeAsync(sandbox, anew: false, cancellationToken), cancellationToken);

    /// <summary>Ends everything that runs in a sandbox; its disk stays.</summary>
    public Task<SandboxSnapshot> StopAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => _lifecycle.StopAsync(sandbox, null, cancellationToken), cancellationToken);

    /// <summary>Starts a stopped or failed sandbox again, from its disk.</summary>
    public Task<SandboxSnapshot> StartAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => _lifecycle.StartAsync(sandbox, cancellationToken), cancellationToken);

    /// <summary>Changes limits, network, lifetime or labels.</summary>
    public Task<SandboxSnapshot> PatchAsync(string idOrName, SandboxPatch patch, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => _updates.PatchAsync(sandbox, patch, cancellationToken), cancellationToken);

    /// <summary>Gives a sandbox more time: the given seconds from now, else its lifetime's time-out.</summary>
    public Task<SandboxSnapshot> RenewAsync(string idOrName, double? timeoutSeconds, string owner, CancellationToken cancellationToken) =>
        ChangeAsync(idOrName, owner, sandbox => _updates.RenewAsync(sandbox, timeoutSeconds, cancellationToken), cancellationToken);

    /// <summary>Sees that the database answers and that the drivers did when they were asked last.</summary>
    /// <exception cref="WarrenException">EngineUnavailable, with everything that is away.</exception>
    public async Task CheckReadyAsync(CancellationToken cancellationToken)
    {
        await _registry.CheckStoreAsync(cancellationToken);
        if (string.Join("; ", _registry.Drivers.Faults()) is { Length: > 0 } faults)
            throw new WarrenException(ErrorCode.EngineUnavailable, $"Not ready: {faults}.");
    }

    /// <summary>What every driver finds of the host.</summary>
    public Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) => _registry.Drivers.CheckHostAsync(cancellationToken);

    /// <summary>
    /// Begins a call in an owner's sandbox. One that is paused or stopped is woken first where its lifetime says so;
    /// callers at the same time wait for the one waking.
    /// </summary>
    /// <exception cref="WarrenException">NotFound, or InvalidState where it does not run.</exception>
    public ValueTask<SandboxUse> UseAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        _lifecycle.UseAsync(Find(idOrName, owner), cancellationToken);

    /// <summary>Stops watching and closes connections. Sandboxes run on.</summary>
    public async ValueTask DisposeAsync()
    {
        _registry.Changed -= FollowExecs;
        // First, so that it does not take the end of the connections for that of what runs.
        await Execs.DisposeAsync();
        await _watch.DisposeAsync();
        await _pool.DisposeAsync();
    }

    /// <summary>
    /// Says who runs programs in the sandboxes, measures them, keeps their entrypoints, makes them ahead and opens cells in
    /// them, or volumes. Most of these use this service, so it is there first.
    /// </summary>
    internal void Attach(
        SandboxExecs execs, SandboxStatisticsService statistics, EntrypointSupervisor entrypoints, WarmPool pool, SandboxCells cells, SandboxVolumes volumes)
    {
        (Execs, Statistics, _entrypoints, _pool, Cells, Volumes) = (execs, statistics, entrypoints, pool, cells, volumes);
        _registry.CountActive = execs.CountActive;
    }

    /// <summary>The drivers that realise sandboxes.</summary>
    internal SandboxDrivers Drivers => _registry.Drivers;

    /// <summary>Every owner's sandboxes.</summary>
    internal IReadOnlyCollection<Sandbox> All() => _registry.All;

    /// <summary>An owner's sandbox; others' are as if they did not exist.</summary>
    internal Sandbox Find(string idOrName, string owner) => _registry.Find(idOrName, owner);

    private void FollowExecs(Sandbox sandbox, SandboxState from)
    {
        _entrypoints.Follow(sandbox);
        switch (sandbox.State)
        {
            case SandboxState.Running when from == SandboxState.Paused:
                Execs.OnConnected(sandbox);
                break;
            case SandboxState.Stopped when from != SandboxState.Stopped:
                Execs.OnEnded(sandbox, "The sandbox was stopped while the exec ran.");
                break;
            case SandboxState.Failed when from != SandboxState.Failed:
                Execs.OnEnded(sandbox, $"The sandbox failed while the exec ran: {sandbox.Snapshot.Reason}");
                break;
            case SandboxState.Destroyed:
                Cells.OnRemoved(sandbox);
                Execs.OnRemoved(sandbox);
                break;
        }
    }

    private Task<SandboxSnapshot> ChangeAsync(
        string idOrName, string owner, Func<Sandbox, Task> change, CancellationToken cancellationToken, [CallerMemberName] string operation = "")
    {
        var sandbox = Find(idOrName, owner);
        return SandboxTelemetry.MeasureAsync(operation[..^"Async".Length].ToLowerInvariant(), async () =>
        {
            using var turn = await sandbox.TakeTurnAsync(cancellationToken);
            await change(sandbox);
            return sandbox.Describe();
        });
    }
}
