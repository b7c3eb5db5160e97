using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions.Secrets;

/// <summary>Gives sessions the values of their secrets.</summary>
internal sealed class SessionSecrets(ISecretStore store, SecretCipher cipher, SandboxService sandboxes, KnownSecrets known)
{
    /// <summary>What a session finds in its environment: its own secrets, and those of its workspace that it names and has none of its own for.</summary>
    /// <exception cref="Api.WarrenException">EngineUnavailable: one cannot be opened.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>();
        var stored = await store.ListAsync([session.Workspace], sessionId: null, createdBy: null, cancellationToken);
        foreach (var secret in stored.OrderBy(secret => secret.Secret.SessionId is not null))
            if (secret.Secret.SessionId is { } of ? of == session.Id : session.Secrets.Contains(secret.Secret.Name))
                values[secret.Secret.Name] = cipher.Open(secret);
        known.Note(session.Id, values);
        return values;
    }

    /// <summary>Gives what is started in a session's sandbox from now on the values of now.</summary>
    public async Task RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.SandboxId is { } sandbox && sandboxes.OwnerOf(sandbox) is not null)
            sandboxes.Volumes.SetSecrets(sandbox, await ReadAsync(session, cancellationToken), session.CreatedBy);
    }

    /// <summary>Gives a session what another one has of its own, and it has not yet.</summary>
    public async Task CopyAsync(Session from, Session to, CancellationToken cancellationToken)
    {
        foreach (var stored in await store.ListAsync([from.Workspace], from.Id, createdBy: null, cancellationToken))
        {
            var secret = stored.Secret with { Workspace = to.Workspace, SessionId = to.Id, CreatedBy = to.CreatedBy, CreatedAt = to.CreatedAt };
            await store.AddAsync(new(secret, cipher.Seal(secret, cipher.Open(stored))), cancellationToken);
        }
    }

    /// <summary>Removes what is a session's own.</summary>
    public async Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        await store.RemoveAllAsync(sessionId, cancellationToken);
        known.Note(sessionId, new Dictionary<string, string>());
    }
}
