using Warren.Api;

namespace Warren.Access;

/// <summary>
/// Keeps everything by which it is decided who may do what in memory, and notices what another server has changed within
/// <see cref="Valid"/>. What this server changes counts at once.
/// </summary>
public sealed class AccessState(IAccessStore store, TimeProvider time) : IDisposable
{
    /// <summary>How long what is known counts, whatever happens to the database.</summary>
    public static readonly TimeSpan Valid = TimeSpan.FromSeconds(1);

    /// <summary>How long what is known is not asked for again: less than it counts, so that an answer that takes its time comes early enough.</summary>
    public static readonly TimeSpan Fresh = Valid / 2;

    private readonly SemaphoreSlim _turn = new(1);
    private Known? _known;

    /// <summary>What was read last, however old; null where nothing was. For where nothing can be waited for.</summary>
    public AccessSnapshot? Last => Volatile.Read(ref _known)?.Snapshot;

    /// <summary>What is known.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: the database is away, and what is known is too old.</exception>
    public ValueTask<AccessSnapshot> ReadAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _known) is { } known && IsYoungerThan(Fresh, known)
            ? new(known.Snapshot)
            : new(RefreshAsync(isForced: false, cancellationToken));

    /// <summary>Reads everything again after a change of this server's.</summary>
    public Task<AccessSnapshot> ReloadAsync(CancellationToken cancellationToken) => RefreshAsync(isForced: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<AccessSnapshot> RefreshAsync(bool isForced, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (known, now) = (_known, time.GetUtcNow());
            if (!isForced && known is not null && IsYoungerThan(Fresh, known))
                return known.Snapshot;
            // Asked for before it is read: what changes meanwhile is noticed the next time.
            var isCurrent = known is not null && await store.ReadVersionAsync(cancellationToken) == known.Snapshot.Data.Version;
            var snapshot = isCurrent ? known!.Snapshot : new(await store.LoadAsync(now, cancellationToken));
            Volatile.Write(ref _known, new(snapshot, now));
            return snapshot;
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable && !isForced && _known is { } known && IsYoungerThan(Valid, known))
        {
            return known.Snapshot;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsYoungerThan(TimeSpan age, Known known) => time.GetUtcNow() - known.AskedAt < age;

    private sealed record Known(AccessSnapshot Snapshot, DateTimeOffset AskedAt);
}
