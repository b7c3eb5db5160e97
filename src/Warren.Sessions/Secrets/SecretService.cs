using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Sessions.Secrets;

/// <summary>Secrets, whose values go in and are never given out. Who may keep and remove them is for the caller to ask.</summary>
public sealed class SecretService
{
    private readonly ISecretStore _store;
    private readonly SecretCipher _cipher;
    private readonly SessionSecrets _sessions;
    private readonly SessionTable _table;

    internal SecretService(ISecretStore store, SecretCipher cipher, SessionSecrets sessions, SessionTable table) =>
        (_store, _cipher, _sessions, _table) = (store, cipher, sessions, table);

    /// <summary>Keeps a secret, and gives it to what is started from now on in the sessions that it is for.</summary>
    /// <param name="spec">The secret.</param>
    /// <param name="session">The session that it is for alone; null for those of its workspace.</param>
    /// <param name="creator">Who makes it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="WarrenException">It is wrong, or there is one of its name.</exception>
    public async Task<Secret> CreateAsync(SecretSpec spec, Session? session, string creator, CancellationToken cancellationToken)
    {
        SessionRules.Check(spec);
        var secret = new Secret
        {
            Name = spec.Name,
            Workspace = session?.Workspace ?? spec.Workspace ?? SessionServiceOptions.DefaultWorkspace,
            SessionId = session?.Id,
            CreatedBy = creator,
            CreatedAt = _table.Time.GetUtcNow(),
        };
        if (!await _store.AddAsync(new(secret, _cipher.Seal(secret, spec.Value)), cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"There is a secret named {secret.Name} there already; PUT gives it another value.");
        await RefreshAsync(secret, cancellationToken);
        return secret;
    }

    /// <summary>Gives a secret another value, and that to what is started from now on.</summary>
    /// <exception cref="WarrenException">The value is wrong, or the secret was deleted meanwhile.</exception>
    public async Task<Secret> UpdateAsync(Secret secret, string value, CancellationToken cancellationToken)
    {
        SessionRules.CheckSecretValue(value);
        if (!await _store.ReplaceAsync(new(secret, _cipher.Seal(secret, value)), cancellationToken))
            throw NotFound(secret.Name);
        await RefreshAsync(secret, cancellationToken);
        return secret;
    }

    /// <summary>What is said where there is no secret of a name, or none that one may know of.</summary>
    public static WarrenException NotFound(string name) => new(ErrorCode.NotFound, $"There is no secret '{name}' there.");

    /// <summary>What may be known of secrets, by name.</summary>
    /// <param name="workspaces">Those of these workspaces; null for all.</param>
    /// <param name="sessionId">Those of a session alone; empty for those of workspaces, null for both.</param>
    /// <param name="createdBy">Those that somebody made; null for everybody's.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<IReadOnlyList<Secret>> ListAsync(IReadOnlyCollection<string>? workspaces, string? sessionId, string? createdBy, CancellationToken cancellationToken) =>
        [.. (await _store.ListAsync(workspaces, sessionId, createdBy, cancellationToken)).Select(stored => stored.Secret)];

    /// <summary>Removes a secret, and gives it to nothing that is started from now on.</summary>
    public async Task DeleteAsync(Secret secret, CancellationToken cancellationToken)
    {
        await _store.RemoveAsync(secret.Workspace, secret.SessionId, secret.Name, cancellationToken);
        await RefreshAsync(secret, cancellationToken);
    }

    private async Task RefreshAsync(Secret secret, CancellationToken cancellationToken)
    {
        foreach (var entry in _table.Live)
            if (entry.Live?.Session is { } session && session.Workspace == secret.Workspace && (secret.SessionId is null || secret.SessionId == session.Id))
                await _sessions.RefreshAsync(session, cancellationToken);
    }
}
