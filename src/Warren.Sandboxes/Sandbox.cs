using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Entrypoints;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>A sandbox that exists: its latest record, its turn-taking, and the connection to its guest.</summary>
internal sealed class Sandbox(SandboxRecord record, ISandboxDriver driver, ISandboxStore store, TimeProvider time) : IAsyncDisposable
{
    private volatile SandboxRecord _record = record;
    private volatile GuestClient? _guest;

    /// <summary>Called after every new version, by whoever holds the turn.</summary>
    public Action<Sandbox>? Changed { get; set; }

    /// <summary>Held by whoever changes its state, one at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The driver that realises it.</summary>
    public ISandboxDriver Driver => driver;

    /// <summary>Who it belongs to.</summary>
    public string Owner => _record.Owner;

    /// <summary>Its latest version.</summary>
    public SandboxSnapshot Snapshot => _record.Snapshot;

    /// <summary>What everything run in it starts from.</summary>
    public IReadOnlyDictionary<string, string> Environment => _record.Environment;

    /// <summary>Its id.</summary>
    public string Id => Snapshot.Id;

    /// <summary>Whether there is a connection to its guest; one that was adopted paused has none yet.</summary>
    public bool IsConnected => _guest is not null;

    /// <summary>The running guest.</summary>
    /// <exception cref="WarrenException">It does not run; the message says what it does instead.</exception>
    public GuestClient Guest => _guest is { } guest && Snapshot.State == SandboxState.Running
        ? guest
        : throw new WarrenException(ErrorCode.InvalidState, Snapshot.State switch
        {
            SandboxState.Paused => $"Sandbox {Id} is paused; resume it first.",
            SandboxState.Stopped => $"Sandbox {Id} is stopped; start it first.",
            SandboxState.Failed => $"Sandbox {Id} has failed: {Snapshot.Reason}",
            var state => $"Sandbox {Id} does not run, it is {state.ToString().ToLowerInvariant()}.",
        });

    /// <summary>Records the next version.</summary>
    public Task ChangeAsync(SandboxState state, DesiredState? desired = null, string? reason = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(snapshot => snapshot with { State = state, DesiredState = desired ?? snapshot.DesiredState, Reason = reason }, cancellationToken);

    /// <summary>Records the next version.</summary>
    public async Task ChangeAsync(Func<SandboxSnapshot, SandboxSnapshot> change, CancellationToken cancellationToken)
    {
        var (now, before) = (time.GetUtcNow(), Snapshot);
        var changed = change(before);
        var next = _record with
        {
            Snapshot = EntrypointPolicy.Follow(before, changed, now) with
            {
                Version = before.Version + 1,
                ChangedAt = now,
                StartedAt = changed.State == SandboxState.Running && before.State == SandboxState.Starting ? now : changed.StartedAt,
            },
        };
        await store.SaveAsync(next, cancellationToken);
        _record = next;
        Changed?.Invoke(this);
    }

    /// <summary>Connects to the guest that the driver has started, and waits for its first answer.</summary>
    public async Task ConnectAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await DisconnectAsync();
        var guest = new GuestClient(token => driver.OpenGuestAsync(Id, token), time);
        try
        {
            using var timer = new CancellationTokenSource(deadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                await guest.HelloAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new WarrenException(ErrorCode.SandboxFailed, $"The guest did not answer within {deadline.TotalSeconds} s.");
            }
            _guest = guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the connection; calls under way fail.</summary>
    public async ValueTask DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _guest, null) is { } guest)
            await guest.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        Turn.Dispose();
    }
}
