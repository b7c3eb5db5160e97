using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Warren.Access;
using Warren.Api.Local;

namespace Warren.Server.Auth;

/// <summary>
/// Sessions of browsers, held in a signed cookie. They end a week after they were last used, a month after the token was
/// given, or by logging out: then the server remembers that they ended, also over a restart.
/// </summary>
internal sealed class BrowserSessions(SigningKeys keys, StateFolder state, TimeProvider clock)
{
    /// <summary>The longest that a session can be used after its token was given.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Idle = TimeSpan.FromDays(7), RenewAfter = TimeSpan.FromDays(1);
    private readonly SignedCookie _cookie = new(keys, "session", SameSiteMode.Strict);
    private readonly string _endedFile = Path.Combine(state.Path, "ended-sessions.json");
    private readonly Lock _gate = new();
    private readonly Lazy<ConcurrentDictionary<string, DateTimeOffset>> _ended = new(() => Load(Path.Combine(state.Path, "ended-sessions.json")));

    /// <summary>Signs the browser in that gets this answer.</summary>
    public Session Begin(HttpContext context, AccountRecord account)
    {
        var now = clock.GetUtcNow();
        var session = new Session(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), account.Id, account.CredentialVersion, now, now + Idle);
        Send(context, session);
        return session;
    }

    /// <summary>The session of a request; null where it has none that is valid. One that was used is renewed by the answer.</summary>
    public Session? Find(HttpContext context)
    {
        if (_cookie.Read(context) is not { } text || Parse(text) is not { } session)
            return null;
        var now = clock.GetUtcNow();
        if (session.ExpiresAt <= now || session.StartedAt + Longest <= now || _ended.Value.ContainsKey(session.Id))
            return null;
        if (session.ExpiresAt - now < Idle - RenewAfter && session.StartedAt + Longest > session.ExpiresAt)
            Send(context, session = session with { ExpiresAt = Earlier(now + Idle, session.StartedAt + Longest) });
        return session;
    }

    /// <summary>Ends a session for good, and takes the cookie off the browser.</summary>
    public void End(HttpContext context, Session session)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (id, until) in _ended.Value)
                if (until < now)
                    _ended.Value.TryRemove(id, out _);
            _ended.Value[session.Id] = session.StartedAt + Longest;
            OwnFile.Write(_endedFile, JsonSerializer.SerializeToUtf8Bytes(new(_ended.Value), AuthJson.Default.DictionaryStringDateTimeOffset));
        }
        _cookie.Remove(context);
    }

    private void Send(HttpContext context, Session session)
    {
        var payload = string.Create(CultureInfo.InvariantCulture, $"{session.Id}.{session.AccountId}.{session.CredentialVersion}.{session.StartedAt.ToUnixTimeSeconds()}.{session.ExpiresAt.ToUnixTimeSeconds()}");
        _cookie.Send(context, payload, TimeSpan.FromSeconds(Math.Ceiling((session.ExpiresAt - clock.GetUtcNow()).TotalSeconds)));
        context.Response.Headers.CacheControl = "no-store";
    }

    private static Session? Parse(string text) => text.Split('.') is [var id, var account, var version, var started, var expires]
        ? new Session(id, account, int.Parse(version, CultureInfo.InvariantCulture), Time(started), Time(expires))
        : null;

    private static DateTimeOffset Time(string text) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(text, CultureInfo.InvariantCulture));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static ConcurrentDictionary<string, DateTimeOffset> Load(string file) => new(File.Exists(file)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(file), AuthJson.Default.DictionaryStringDateTimeOffset)!
        : []);
}
