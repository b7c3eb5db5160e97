using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Entrypoints;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Guests;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>
/// A sandbox that exists: its latest record, its turn-taking, the connection to its guest, and who uses it. Whoever
/// changes its record or state holds its turn.
/// </summary>
internal sealed class Sandbox(SandboxRecord record, ISandboxDriver driver, ISandboxStore store, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _door = new();
    private volatile SandboxRecord _record = record;
    private volatile GuestClient? _guest;
    private volatile IReadOnlyDictionary<string, string> _secrets = new Dictionary<string, string>();
    private DateTimeOffset _lastActivity = record.Snapshot.LastActivityAt ?? record.Snapshot.CreatedAt;
    private DateTimeOffset _idleSince = time.GetUtcNow();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _waking;
    private bool _isClosed;
    private int _uses;

    /// <summary>Called after every new version, by whoever holds the turn.</summary>
    public Action<Sandbox, SandboxState>? Changed { get; init; }

    /// <summary>Called once when a guest of it hangs, breaks off or lies, with what was wrong.</summary>
    public Action<Sandbox, GuestClient, string>? Broken { get; init; }

    /// <summary>Counts what runs in a sandbox of an id and keeps it from being idle.</summary>
    public Func<string, int> CountActive { get; init; } = _ => 0;

    /// <summary>The driver that realises it.</summary>
    public ISandboxDriver Driver => driver;

    /// <summary>Its id.</summary>
    public string Id { get; } = record.Snapshot.Id;

    /// <summary>Who it belongs to.</summary>
    public string Owner => _record.Owner;

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt => Snapshot.CreatedAt;

    /// <summary>Its latest record.</summary>
    public SandboxRecord Record => _record;

    /// <summary>Its latest version, as it was recorded.</summary>
    public SandboxSnapshot Snapshot => _record.Snapshot;

    /// <summary>Its state.</summary>
    public SandboxState State => Snapshot.State;

    /// <summary>What everything run in it starts from.</summary>
    public IReadOnlyDictionary<string, string> Environment => _record.Environment;

    /// <summary>
    /// Names and values that everything run in it finds in its environment beside <see cref="Environment"/>. Kept in memory
    /// alone: they are in no record, no event and no answer.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets
    {
        get => _secrets;
        set => _secrets = value;
    }

    /// <summary>Whether there is a connection to its guest.</summary>
    public bool IsConnected => _guest is not null;

    /// <summary>The running guest, for what is no use of the sandbox: it neither wakes it nor keeps it from being idle.</summary>
    /// <exception cref="WarrenException">It does not run; the message says what it does instead.</exception>
    public GuestClient Guest => _guest is { } guest && State == SandboxState.Running ? guest : throw NotRunning();

    /// <summary>Its latest version with what is not recorded at every call.</summary>
    public SandboxSnapshot Describe()
    {
        lock (_door)
            return Snapshot with { Owner = Owner, LastActivityAt = _lastActivity };
    }

    /// <summary>Makes what was made ahead that which somebody has asked for. Recorded with its next change.</summary>
    public void Assume(SandboxRecord asked) => _record = asked;

    /// <summary>Waits until nobody else changes it; the result ends the turn.</summary>
    public async ValueTask<SandboxTurn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new(_turn);
    }

    /// <summary>Takes the turn where it is free.</summary>
    public SandboxTurn? TryTakeTurn() => _turn.Wait(0, CancellationToken.None) ? new(_turn) : null;

    /// <summary>Records a new state.</summary>
    public Task ChangeAsync(SandboxState state, DesiredState? desired = null, string? reason = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(record => Into(record, state, desired, reason), cancellationToken);

    /// <summary>Records the next version.</summary>
    public async Task ChangeAsync(Func<SandboxRecord, SandboxRecord> change, CancellationToken cancellationToken, IdempotencyKey? key = null)
    {
        var next = Next(change);
        using (SandboxTelemetry.Record(next.Snapshot))
            await store.SaveAsync(next, EventsOf(next), key, cancellationToken);
        Take(next);
    }

    /// <summary>As <see cref="ChangeAsync(SandboxState, DesiredState?, string?, CancellationToken)"/>, but takes the state also where the store fails.</summary>
    /// <returns>Why it could not be recorded, or null.</returns>
    public async Task<WarrenException?> ChangeAnywayAsync(SandboxState state, DesiredState desired, string? reason)
    {
        var next = Next(record => Into(record, state, desired, reason));
        var happened = EventsOf(next);
        Take(next);
        try
        {
            using (SandboxTelemetry.Record(next.Snapshot))
                await store.SaveAsync(next, happened, null, CancellationToken.None);
            return null;
        }
        catch (WarrenException failure)
        {
            return failure;
        }
    }

    /// <summary>Removes its record.</summary>
    public async Task EndRemovalAsync(CancellationToken cancellationToken)
    {
        var next = Next(record => Into(record, SandboxState.Destroyed, DesiredState.Destroyed, null));
        using (SandboxTelemetry.Record(next.Snapshot))
            await store.RemoveAsync(Id, EventsOf(next), cancellationToken);
        Take(next);
    }

    /// <summary>Waits until it is in a state, or has come to an end from which it does not come there by itself.</summary>
    /// <returns>It as it is then, or as it is when the time is over.</returns>
    public async Task<SandboxSnapshot> WaitAsync(SandboxState state, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(atMost, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        while (true)
        {
            var next = Volatile.Read(ref _changed).Task;
            if (State == state || State is SandboxState.Failed or SandboxState.Destroyed)
                return Describe();
            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Describe();
            }
        }
    }

    /// <summary>Begins a use where it runs and nobody is about to change that; else null.</summary>
    public SandboxUse? TryUse()
    {
        lock (_door)
        {
            if (_isClosed || State != SandboxState.Running || _guest is not { } guest)
                return null;
            _uses++;
            _lastActivity = _idleSince = time.GetUtcNow();
            return new(this, guest);
        }
    }

    /// <summary>Ends a use.</summary>
    public void EndUse()
    {
        lock (_door)
        {
            _uses--;
            _lastActivity = _idleSince = time.GetUtcNow();
        }
    }

    /// <summary>Counts as activity of this moment.</summary>
    public void Touch()
    {
        lock (_door)
            _lastActivity = _idleSince = time.GetUtcNow();
    }

    /// <summary>
    /// Since when nobody has used it and nothing has run in it; now where that is not so. It counts from when this server
    /// took it over: how it was used before is not known to the end.
    /// </summary>
    public DateTimeOffset IdleSince()
    {
        var isActive = CountActive(Id) > 0;
        lock (_door)
            return isActive || _uses > 0 ? time.GetUtcNow() : _idleSince;
    }

    /// <summary>Lets no use begin until <see cref="Open"/>; who wants one waits for the turn.</summary>
    public void Close()
    {
        lock (_door)
            _isClosed = true;
    }

    /// <summary>As <see cref="Close"/>, but not where somebody has used it later than a time.</summary>
    public bool TryCloseIdle(DateTimeOffset since)
    {
        lock (_door)
            _isClosed = _uses == 0 && _idleSince <= since;
        // What runs was begun by a use, and none begins any more.
        if (_isClosed && CountActive(Id) > 0)
            Open();
        return _isClosed;
    }

    /// <summary>Lets uses begin again.</summary>
    public void Open()
    {
        lock (_door)
            _isClosed = false;
    }

    /// <summary>Lets one wake it for all who wait for that at the same time. A caller who gives up stops nobody.</summary>
    public Task WakeAsync(Func<Sandbox, Task> wake)
    {
        lock (_door)
        {
            if (_waking is not { IsCompleted: false })
                _waking = Task.Run(() => wake(this));
            return _waking;
        }
    }

    /// <summary>What tells a caller that it does not run.</summary>
    public WarrenException NotRunning() => State == SandboxState.Failed
        ? new(ErrorCode.InvalidState, $"Sandbox {Id} has failed: {Snapshot.Reason}")
        : new(ErrorCode.InvalidState, State switch
        {
            SandboxState.Paused => $"Sandbox {Id} is paused; resume it first, or let calls do so with lifetime.autoResume.",
            SandboxState.Stopped => $"Sandbox {Id} is stopped; start it first, or let calls do so with lifetime.autoResume.",
            var state => $"Sandbox {Id} does not run, it is {state.ToString().ToLowerInvariant()}.",
        });

    /// <summary>Connects to the guest when it is first needed.</summary>
    public async Task ConnectLaterAsync()
    {
        await DisconnectAsync();
        _guest = NewGuest();
    }

    /// <summary>Connects to the guest that the driver has started, and waits for its first answer.</summary>
    public async Task ConnectAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await DisconnectAsync();
        var guest = NewGuest();
        using var step = SandboxTelemetry.Step("start.hello", Id);
        try
        {
            await GreetAsync(guest, deadline, cancellationToken);
            _guest = guest;
        }
        catch
        {
            await guest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether this is the guest it is connected to.</summary>
    public bool IsConnectedTo(GuestClient guest) => _guest == guest;

    /// <summary>Lets the deadlines of calls stand still before it is frozen.</summary>
    public void SuspendGuest() => _guest?.Suspend();

    /// <summary>Lets the deadlines of calls begin anew.</summary>
    public void ResumeGuest() => _guest?.Resume();

    /// <summary>Sees that the guest answers, where there is a connection.</summary>
    public Task GreetAsync(TimeSpan deadline, CancellationToken cancellationToken) =>
        _guest is { } guest ? GreetAsync(guest, deadline, cancellationToken) : Task.CompletedTask;

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
        _turn.Dispose();
    }

    private static SandboxRecord Into(SandboxRecord record, SandboxState state, DesiredState? desired, string? reason) => record with
    {
        Snapshot = record.Snapshot with { State = state, DesiredState = desired ?? record.Snapshot.DesiredState, Reason = reason },
    };

    private static async Task GreetAsync(GuestClient guest, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await guest.HelloAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.SandboxFailed, $"The guest did not answer within {deadline.TotalSeconds} s.");
        }
    }

    private Task GreetAsync(GuestClient guest, TimeSpan deadline, CancellationToken cancellationToken) =>
        GreetAsync(guest, deadline, time, cancellationToken);

    private GuestClient NewGuest()
    {
        GuestClient? guest = null;
        return guest = new(token => driver.OpenGuestAsync(Id, token), time, reason => Broken?.Invoke(this, guest!, reason));
    }

    private SandboxRecord Next(Func<SandboxRecord, SandboxRecord> change)
    {
        var (before, now) = (_record, time.GetUtcNow());
        var next = LifetimeClock.Advance(before, change(before), now);
        next = next with { Snapshot = EntrypointPolicy.Follow(before.Snapshot, next.Snapshot, now) };
        var (from, to) = (before.Snapshot.State, next.Snapshot.State);
        return next with
        {
            Snapshot = next.Snapshot with
            {
                Version = before.Snapshot.Version + 1,
                ChangedAt = now,
                StartedAt = to == SandboxState.Running && from is SandboxState.Starting or SandboxState.Pending ? now : next.Snapshot.StartedAt,
                LastActivityAt = Describe().LastActivityAt,
            },
        };
    }

    // What is nobody's is nobody's business; once somebody's, it begins in the feed as all others do.
    private StoredEvent[] EventsOf(SandboxRecord next) => (State, next.Snapshot.State) switch
    {
        _ when next.Owner == SandboxRecord.Nobody => [],
        (SandboxState.Pending, SandboxState.Running) =>
            [EventOf("starting", Snapshot with { State = SandboxState.Starting }), EventOf("running", next.Snapshot)],
        var (from, to) => [EventOf(from == to ? "changed" : to.ToString().ToLowerInvariant(), next.Snapshot)],
    };

    private StoredEvent EventOf(string what, SandboxSnapshot next) =>
        new(Owner, new() { Version = 0, Time = next.ChangedAt, Type = $"sandbox.{what}", SandboxId = Id, Snapshot = next });

    private void Take(SandboxRecord next)
    {
        var from = State;
        // A sandbox that runs anew is not idle since before.
        if (next.Snapshot.State == SandboxState.Running && from != SandboxState.Running)
            Touch();
        _record = next;
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Changed?.Invoke(this, from);
    }
}
