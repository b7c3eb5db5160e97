using System.Collections.Concurrent;
using System.Net;

namespace Warren.Server.Auth;

/// <summary>Lets each address fail to sign in so many times a minute, and all together ten times as often.</summary>
internal sealed class LoginLimit(TimeProvider clock)
{
    private const int Failures = 10, FailuresOfAll = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<IPAddress, int> _failed = new();
    private readonly Lock _gate = new();
    private DateTimeOffset _end;
    private int _all;

    /// <summary>How long an address has to wait before it may try; null where it may now.</summary>
    public TimeSpan? Wait(IPAddress address)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _end)
            {
                _failed.Clear();
                (_all, _end) = (0, now + Window);
            }
            return _all >= FailuresOfAll || _failed.GetValueOrDefault(address) >= Failures ? _end - now : null;
        }
    }

    /// <summary>Notes a failure.</summary>
    public void Fail(IPAddress address)
    {
        lock (_gate)
        {
            _failed[address] = _failed.GetValueOrDefault(address) + 1;
            _all++;
        }
    }
}
