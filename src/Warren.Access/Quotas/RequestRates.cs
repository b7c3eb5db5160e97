using System.Collections.Concurrent;
using Warren.Api.Access;

namespace Warren.Access.Quotas;

/// <summary>Counts the requests of each minute, of those that have a limit. Each server counts what it serves.</summary>
public sealed class RequestRates(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(QuotaKind, string), Counter> _counters = new();

    /// <summary>Counts a request; how long to wait where it is one too many, else null.</summary>
    public TimeSpan? Count(QuotaKind kind, string name, int most) => _counters.GetOrAdd((kind, name), _ => new()).Count(most, time.GetUtcNow());

    /// <summary>How many there were in the minute that is under way.</summary>
    public int Read(QuotaKind kind, string name) => _counters.TryGetValue((kind, name), out var counter) ? counter.Read(time.GetUtcNow()) : 0;

    private sealed class Counter
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _end;
        private int _count;

        public TimeSpan? Count(int most, DateTimeOffset now)
        {
            lock (_gate)
            {
                if (now >= _end)
                    (_count, _end) = (0, now + Window);
                if (_count >= most)
                    return _end - now;
                _count++;
                return null;
            }
        }

        public int Read(DateTimeOffset now)
        {
            lock (_gate)
                return now >= _end ? 0 : _count;
        }
    }
}
