using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Warren.Access;
using Warren.Api;

namespace Warren.Server.Auth;

/// <summary>Codes that work once, soon, and for one thing. They are kept in memory: a restart ends them.</summary>
internal sealed class OneTimeCodes(TimeProvider clock)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, (DateTimeOffset End, Principal Caller)> _pending = new();

    /// <summary>Makes a code.</summary>
    /// <param name="purpose">What kind of thing it is for.</param>
    /// <param name="bound">The very thing.</param>
    /// <param name="lifetime">How long it works.</param>
    /// <param name="caller">Whom it speaks for.</param>
    public (string Code, DateTimeOffset ExpiresAt) Issue(string purpose, string bound, TimeSpan lifetime, Principal caller)
    {
        var now = clock.GetUtcNow();
        if (_pending.Count >= Most)
            foreach (var (key, code) in _pending)
                if (code.End <= now)
                    _pending.TryRemove(key, out _);
        if (_pending.Count >= Most)
            throw new WarrenException(ErrorCode.TooManyRequests, $"There are {Most} unused tickets and links; they end within a minute.");
        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _pending[Key(purpose, bound, made)] = (now + lifetime, caller);
        return (made, now + lifetime);
    }

    /// <summary>Uses a code up, and says whom it speaks for; null where it never was for this, was used, or is too old.</summary>
    public Principal? TryUse(string purpose, string bound, string code) =>
        _pending.TryRemove(Key(purpose, bound, code), out var found) && found.End > clock.GetUtcNow() ? found.Caller : null;

    // By hash: how long a look-up takes tells nothing of the codes there are.
    private static string Key(string purpose, string bound, string code) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(SigningKeys.Join(purpose, bound, code))));
}
