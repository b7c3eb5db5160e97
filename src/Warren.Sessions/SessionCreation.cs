using System.Security.Cryptography;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Agents;
using Warren.Sessions.Lifecycle;

namespace Warren.Sessions;

/// <summary>Begins sessions: their record is there before anything else, and whatever is made for them is found by it.</summary>
internal sealed class SessionCreation(SessionTable table, SessionRules rules, AgentService agents, SessionLifecycle lifecycle)
{
    /// <summary>How long an idempotency key is kept.</summary>
    public static readonly TimeSpan KeyKept = TimeSpan.FromHours(24);

    private const int MaxKey = 255;

    /// <summary>Makes a session, once for all calls that carry the same key.</summary>
    /// <returns>Its id, and whether an earlier call had made it.</returns>
    public async Task<(string Id, bool IsReplayed)> BeginAsync(
        SessionSpec spec, string creator, string? key, SessionBackground background, CancellationToken cancellationToken)
    {
        var session = rules.Complete(spec, creator, table.Time.GetUtcNow());
        session = session with { AgentIds = await agents.ResolveAsync(session.AgentIds, session.Workspace, cancellationToken) };
        var taken = key is null ? null : NewKey(spec, creator, key, session);
        var (turn, before) = await table.AddAsync(new(session), taken, session.CreatedAt - KeyKept, cancellationToken);
        if (before is not null)
            return (await ReplayAsync(before, taken!, cancellationToken), true);
        await MakeAsync(turn!, background, cancellationToken);
        return (session.Id, false);
    }

    /// <summary>Makes a session from another one.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> BeginAsync(
        Session source, SessionRemix remix, string workspace, string creator, SessionBackground background, CancellationToken cancellationToken)
    {
        var now = table.Time.GetUtcNow();
        var (copiesFiles, isSame) = (remix.Files ?? true, workspace == source.Workspace);
        // Agents belong to their workspace: in another one there are none of them.
        var wanted = remix.AgentIds ?? (isSame ? source.AgentIds : []);
        var session = source with
        {
            Id = SandboxId.New(),
            Name = remix.Name,
            Workspace = workspace,
            State = SessionState.Init,
            StartingPrompt = remix.Prompt ?? source.StartingPrompt,
            AgentIds = remix.AgentIds is null ? wanted : await agents.ResolveAsync(wanted, workspace, cancellationToken),
            Secrets = remix.Secrets == true ? source.Secrets : [],
            SetupStatus = copiesFiles || source.Setup.Count == 0 ? source.SetupStatus : SetupStatus.Pending,
            ParentSessionId = source.Id,
            SandboxId = null,
            CreatedBy = creator,
            CreatedAt = now,
            LastActivityAt = now,
            PublishedAt = null,
            Reason = null,
            Version = 1,
        };
        rules.Check(session);
        var record = new SessionRecord(session) { CopyFrom = copiesFiles ? source.Id : null, CopySecretsFrom = remix.Secrets == true ? source.Id : null };
        var (turn, _) = await table.AddAsync(record, null, now, cancellationToken);
        await MakeAsync(turn!, background, cancellationToken);
        return session.Id;
    }

    private Task MakeAsync(SessionTurn turn, SessionBackground background, CancellationToken cancellationToken) => background.RunAsync(async () =>
    {
        using (turn)
            await lifecycle.MakeAsync(turn);
    }, cancellationToken);

    private static SessionKey NewKey(SessionSpec spec, string creator, string key, Session session)
    {
        if (key.Length is 0 or > MaxKey || key.Any(letter => letter is < '!' or > '~'))
            throw new WarrenException(ErrorCode.InvalidRequest, $"An Idempotency-Key has 1 to {MaxKey} visible ASCII characters.");
        var body = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec, WarrenJson.Wire.SessionSpec)));
        return new(creator, key, body, session.Id, session.CreatedAt);
    }

    private async Task<string> ReplayAsync(SessionKey before, SessionKey now, CancellationToken cancellationToken)
    {
        if (before.Body != now.Body)
            throw new WarrenException(ErrorCode.Conflict, $"The Idempotency-Key '{now.Key}' was used for another request; choose a new one.");
        // It is answered once the one that makes it has come to an end.
        using var turn = await table.TakeAnyAsync(before.SessionId, cancellationToken);
        return turn is { Session.EndedAt: null } ? before.SessionId : throw new WarrenException(
            ErrorCode.Conflict, $"The session {before.SessionId} that was made with the Idempotency-Key '{now.Key}' was deleted; choose a new key.");
    }
}
