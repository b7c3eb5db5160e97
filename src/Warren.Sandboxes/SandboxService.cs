using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>
/// Makes, finds, changes and removes sandboxes. Whatever it was doing when its process was killed, the next one's
/// <see cref="StartAsync(CancellationToken)"/> goes on from: what runs is adopted, what was half made or half
/// removed is removed.
/// </summary>
public sealed class SandboxService
{
    private readonly SandboxRegistry _registry;
    private readonly IdempotentCreation _creation;
    private readonly SandboxLifecycle _lifecycle;
    private readonly SandboxUpdates _updates;
    private readonly SandboxWatch _watch;

    internal SandboxService(
        SandboxRegistry registry, IdempotentCreation creation, SandboxLifecycle lifecycle, SandboxUpdates updates, SandboxWatch watch, SandboxServiceOptions options)
    {
        (_registry, _creation, _lifecycle, _updates, _watch) = (registry, creation, lifecycle, updates, watch);
        Execs = new SandboxExecs(this, options);
    }

    /// <summary>Runs programs in sandboxes.</summary>
    public SandboxExecs Execs { get; }

    /// <summary>Takes over what an earlier process left, then watches over it.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _watch.StartAsync(cancellationToken);

    /// <summary>Makes and starts a sandbox; returns when its guest answers. A failure leaves nothing behind.</summary>
    public async Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string owner, CancellationToken cancellationToken) =>
        (await CreateAsync(spec, owner, null, cancellationToken)).Snapshot;

    /// <summary>Makes and starts a sandbox, or gives the one that an earlier call with the same idempotency key made.</summary>
    public Task<SandboxCreated> CreateAsync(SandboxSpec spec, string owner, string? idempotencyKey, CancellationToken cancellationToken) =>
        _creation.CreateAsync(spec, owner, idempotencyKey, cancellationToken);

    /// <summary>One sandbox of an owner's, by id or name.</summary>
    public SandboxSnapshot Get(string idOrName, string owner) => Find(idOrName, owner).Describe();

    /// <summary>An owner's sandboxes, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> List(string owner) => List(owner, new(), null, int.MaxValue);

    /// <summary>The first of an owner's sandboxes behind a position that a filter lets through, oldest first.</summary>
    public IReadOnlyList<SandboxSnapshot> List(string owner, SandboxFilter filter, SandboxPosition? after, int count) =>
        _registry.List(owner, filter, after, count);

    /// <summary>
    /// Waits until a sandbox is in a state, or has come to an end from which it does not come there by itself.
    /// </summary>
    /// <returns>The sandbox as it is then, or as it is when the time is over.</returns>
    public Task<SandboxSnapshot> WaitAsync(string idOrName, SandboxState state, TimeSpan atMost, string owner, CancellationToken cancellationToken) =>
        Find(idOrName, owner).WaitAsync(state, atMost, cancellationToken);

    /// <summary>Removes a sandbox with everything in it, whatever state it is in.</summary>
    public async Task DeleteAsync(string idOrName, string owner, CancellationToken cancellationToken)
    {
        var sandbox = Find(idOrName, owner);
        using var turn = await sandbox.TakeTurnAsync(cancellationToken);
        await _lifecycle.DestroyAsync(sandbox);
    }

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

    /// <summary>What a running or paused sandbox uses now.</summary>
    public Task<SandboxStatistics> StatisticsAsync(string idOrName, string owner, CancellationToken cancellationToken)
    {
        var sandbox = Find(idOrName, owner);
        return sandbox.Driver is IStatisticsDriver driver
            ? driver.ReadStatisticsAsync(sandbox.Id, cancellationToken)
            : throw new WarrenException(ErrorCode.CapabilityMissing, $"The driver '{sandbox.Driver.Name}' cannot measure sandboxes.");
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

    /// <summary>An owner's sandbox; others' are as if they did not exist.</summary>
    internal Sandbox Find(string idOrName, string owner) => _registry.Find(idOrName, owner);

    private async Task<SandboxSnapshot> ChangeAsync(string idOrName, string owner, Func<Sandbox, Task> change, CancellationToken cancellationToken)
    {
        var sandbox = Find(idOrName, owner);
        using var turn = await sandbox.TakeTurnAsync(cancellationToken);
        await change(sandbox);
        return sandbox.Describe();
    }
}
