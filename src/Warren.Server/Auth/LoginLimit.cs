using System.Net;
using Warren.Api;

namespace Warren.Server.Auth;

/// <summary>
/// Lets each address, and everybody together for each account, fail to sign in so many times a minute, and all together ten
/// times as often. An attempt counts as failed until it has succeeded, so that many at once are no way around it.
/// </summary>
internal sealed class LoginLimit(TimeProvider clock)
{
    private const int Failures = 10, FailuresOfAll = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Dictionary<object, int> _failed = [];
    private readonly Lock _gate = new();
    private DateTimeOffset _end;
    private int _all;

    /// <summary>Begins an attempt that a request makes, and says where it comes from.</summary>
    /// <exception cref="WarrenException">TooManyRequests.</exception>
    public IPAddress Begin(HttpContext context, string? account)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return Begin(address, account) is { } wait
            ? throw new WarrenException(ErrorCode.TooManyRequests, "Signing in has failed too often; try again in a minute.") { RetryAfter = wait }
            : address;
    }

    /// <summary>Begins an attempt; how long to wait where none may be made now, else null.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="account">The name that was given; null for an attempt without one.</param>
    public TimeSpan? Begin(IPAddress address, string? account)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _end)
            {
                _failed.Clear();
                (_all, _end) = (0, now + Window);
            }
            if (_all >= FailuresOfAll || _failed.GetValueOrDefault(address) >= Failures || (account is not null && _failed.GetValueOrDefault(account) >= Failures))
                return _end - now;
            Count(address, account, 1);
            return null;
        }
    }

    /// <summary>Notes that an attempt was none that failed.</summary>
    public void Succeed(IPAddress address, string? account)
    {
        lock (_gate)
            if (_all > 0) // Else its minute is over.
                Count(address, account, -1);
    }

    private void Count(IPAddress address, string? account, int by)
    {
        _all += by;
        _failed[address] = Math.Max(0, _failed.GetValueOrDefault(address) + by);
        if (account is not null)
            _failed[account] = Math.Max(0, _failed.GetValueOrDefault(account) + by);
    }
}
