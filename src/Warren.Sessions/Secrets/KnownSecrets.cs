using System.Collections.Concurrent;
using Warren.Sandboxes;

namespace Warren.Sessions.Secrets;

/// <summary>The values that this process has given to sessions, to be taken out of what it writes about itself.</summary>
public sealed class KnownSecrets
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _bySession = new();

    /// <summary>A text with stars for every one of them (see <see cref="SecretText.Shortest"/>).</summary>
    public string Mask(string text)
    {
        foreach (var secrets in _bySession.Values)
            text = SecretText.Mask(text, secrets);
        return text;
    }

    /// <summary>What a session is given now.</summary>
    internal void Note(string sessionId, IReadOnlyDictionary<string, string> secrets)
    {
        if (secrets.Count == 0)
            _bySession.TryRemove(sessionId, out _);
        else
            _bySession[sessionId] = secrets;
    }
}
