using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Events;

/// <summary>
/// The one feed of what happens to sandboxes. A change of a sandbox is appended by the store in the transaction that
/// records it; what runs in sandboxes is appended behind, in batches, by <see cref="Post"/>.
/// </summary>
public sealed partial class EventFeed : IAsyncDisposable
{
    private const int MaxPosted = 16_384, Batch = 512, ReadAtOnce = 500;
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(1);

    private readonly Channel<StoredEvent> _posted = Channel.CreateBounded<StoredEvent>(
        new BoundedChannelOptions(MaxPosted) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly EventTail _tail = new();
    private readonly ISandboxStore _store;
    private readonly EventFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventFeed> _logger;
    private long _oldest = 1;
    private Task _writing = Task.CompletedTask;
    private Task _pruning = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    /// <summary>Creates the feed over a store; nothing is read yet.</summary>
    public EventFeed(ISandboxStore store, EventFeedOptions options, TimeProvider time, ILogger<EventFeed> logger)
    {
        (_store, _options, _time, _logger) = (store, options, time, logger);
        _store.Appended += _tail.Append;
    }

    /// <summary>The newest version that was given.</summary>
    public long Latest => _tail.Latest;

    /// <summary>Finds where the feed stands, then writes and prunes until disposed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await PruneAsync(cancellationToken);
        var latest = (await _store.ReadEventRangeAsync(cancellationToken)).Latest;
        _tail.Begin(latest);
        _following = _store.FollowAsync(latest, _stopping.Token);
        _writing = WriteAsync();
        _pruning = PruneAsync(new PeriodicTimer(PruneEvery, _time));
    }

    /// <summary>
    /// Appends an event of an exec soon, without waiting for the disk. One that is posted right before the server is
    /// killed may be missing; while the store fails, the oldest beyond a bound are.
    /// </summary>
    /// <param name="owner">Owner of the sandbox.</param>
    /// <param name="sandboxId">The sandbox.</param>
    /// <param name="type">Such as <c>exec.started</c>.</param>
    /// <param name="exec">The exec as it is now.</param>
    public void Post(string owner, string sandboxId, string type, ExecStatus? exec)
    {
        var posted = new StoredEvent(owner, new() { Version = 0, Time = _time.GetUtcNow(), Type = type, SandboxId = sandboxId, Exec = exec });
        if (!_posted.Writer.TryWrite(posted))
            LogDropped(1);
    }

    /// <summary>Events behind a version, oldest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The version; null for the oldest that is kept.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<SandboxEventPage> ReadAsync(EventFilter filter, long? after, int limit, CancellationToken cancellationToken)
    {
        var (oldest, latest) = (Volatile.Read(ref _oldest), _tail.Latest);
        var found = await _store.ReadEventsAsync(filter, after ?? 0, limit + 1, cancellationToken);
        var items = found.Count > limit ? [.. found.Take(limit)] : found;
        return new()
        {
            Items = items,
            NextCursor = found.Count > limit ? items[^1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            LatestVersion = Math.Max(latest, items.Count > 0 ? items[^1].Version : 0),
            OldestVersion = oldest,
            Truncated = after < oldest - 1,
        };
    }

    /// <summary>
    /// Events behind a version, then every one as it happens. Where some that were asked for are no longer kept, the
    /// first is <c>truncated</c>; one who reads too slowly to keep up with what is kept meets it later.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The version; null for what happens from now on.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    public async IAsyncEnumerable<SandboxEvent> FollowAsync(EventFilter filter, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One that comes from another server may have seen what this one has not heard of yet.
        var seen = after > _tail.Latest && after <= (await _store.ReadEventRangeAsync(cancellationToken)).Latest ? after : null;
        var last = after;
        while (true)
        {
            using var follower = _tail.Follow(filter, last);
            last ??= follower.From;
            // What the tail in memory does not reach back to.
            while (last < follower.From)
            {
                if (last < Volatile.Read(ref _oldest) - 1)
                {
                    yield return Truncated();
                    last = Volatile.Read(ref _oldest) - 1;
                }
                var page = await _store.ReadEventsAsync(filter, last.Value, ReadAtOnce, cancellationToken);
                foreach (var stored in page.TakeWhile(stored => stored.Version <= follower.From))
                    yield return stored;
                last = page.Count == ReadAtOnce ? page[^1].Version : follower.From;
            }
            last = Math.Max(last.Value, follower.From);
            await foreach (var live in follower.ReadAsync(cancellationToken))
            {
                if (live.Version <= seen)
                    continue;
                yield return live;
                last = live.Version;
            }
            // It fell behind and was cut off: what it missed is read from the store.
        }
    }

    /// <summary>Writes what was posted, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _posted.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _writing;
        await _pruning;
        await _following;
        _store.Appended -= _tail.Append;
        _stopping.Dispose();
    }

    private SandboxEvent Truncated() => new() { Version = Volatile.Read(ref _oldest), Time = _time.GetUtcNow(), Type = "truncated" };

    private async Task WriteAsync()
    {
        var batch = new List<StoredEvent>(Batch);
        while (await _posted.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_posted.Reader.Count < Batch && _options.Gathering > TimeSpan.Zero)
                await Task.Delay(_options.Gathering, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batch.Count < Batch && _posted.Reader.TryRead(out var posted))
                batch.Add(posted);
            try
            {
                using (SandboxTelemetry.Step("events.append", null))
                    await _store.AppendAsync(batch, CancellationToken.None);
            }
            catch (WarrenException failure)
            {
                LogNotWritten(failure, batch.Count);
            }
            batch.Clear();
        }
    }

    private async Task PruneAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stopping.Token))
                    await TryPruneAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
        }
    }

    private async Task TryPruneAsync()
    {
        try
        {
            await PruneAsync(_stopping.Token);
        }
        catch (WarrenException failure)
        {
            LogNotPruned(failure);
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        await _store.PruneEventsAsync(_options.MaxEvents, _time.GetUtcNow() - _options.MaxAge, cancellationToken);
        Volatile.Write(ref _oldest, (await _store.ReadEventRangeAsync(cancellationToken)).Oldest);
    }

    [LoggerMessage(1101, LogLevel.Warning, "{Count} events of execs were dropped: the database does not keep up.")]
    private partial void LogDropped(int count);

    [LoggerMessage(1102, LogLevel.Error, "{Count} events of execs could not be written and are missing from the feed.")]
    private partial void LogNotWritten(Exception failure, int count);

    [LoggerMessage(1103, LogLevel.Error, "Old events could not be removed; it is tried again.")]
    private partial void LogNotPruned(Exception failure);
}
