using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Agents;
using Warren.Sessions.Secrets;

namespace Warren.Sessions;

/// <summary>Changes what was asked for of a session that is there.</summary>
internal sealed class SessionUpdates(SandboxService sandboxes, SessionTable table, SessionRules rules, AgentService agents, SessionSecrets secrets)
{
    /// <summary>A session with what is not recorded at every call.</summary>
    public Session Describe(Session session)
    {
        var last = table.Find(session.Id)?.LastActivity ?? default;
        if (session.SandboxId is { } id && sandboxes.OwnerOf(id) == session.CreatedBy && sandboxes.Get(id, session.CreatedBy).LastActivityAt is { } used && used > last)
            last = used;
        return last > session.LastActivityAt ? session with { LastActivityAt = last } : session;
    }

    /// <summary>Begins a call in a sandbox; null where it does not run, or is gone.</summary>
    public async Task<SandboxUse?> TryUseAsync(string sandbox, string owner, CancellationToken cancellationToken)
    {
        try
        {
            return await sandboxes.UseAsync(sandbox, owner, cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code is ErrorCode.NotFound or ErrorCode.InvalidState)
        {
            return null;
        }
    }

    /// <summary>Puts a change into force and records it.</summary>
    public async Task PatchAsync(SessionTurn turn, SessionPatch patch, CancellationToken cancellationToken)
    {
        var before = turn.Session;
        if (patch.Version is { } version && version != before.Version)
            throw new WarrenException(ErrorCode.Conflict,
                $"Session {before.Name} is at version {before.Version}, not {version}; read it again and repeat the change if it is still wanted.");
        var next = before with
        {
            Name = patch.Name ?? before.Name,
            StartingPrompt = patch.StartingPrompt ?? before.StartingPrompt,
            AgentIds = patch.AgentIds is null ? before.AgentIds : await agents.ResolveAsync(patch.AgentIds, before.Workspace, cancellationToken),
            IdleTimeoutSeconds = patch.IdleTimeoutSeconds ?? before.IdleTimeoutSeconds,
            Labels = patch.Labels ?? before.Labels,
            Cpu = patch.Cpu ?? before.Cpu,
            Memory = patch.Memory ?? before.Memory,
            Network = patch.Network ?? before.Network,
            Secrets = patch.Secrets ?? before.Secrets,
        };
        rules.Check(next);
        // First what may be refused: the sandbox's limits are what the session says they are.
        if (next.SandboxId is { } sandbox && (patch.Cpu ?? patch.Memory ?? (object?)patch.Network ?? patch.Labels) is not null)
            await sandboxes.PatchAsync(sandbox, new() { Cpu = patch.Cpu, Memory = patch.Memory, Network = patch.Network, Labels = patch.Labels }, turn.Owner, CancellationToken.None);
        await turn.SaveAsync(record => record with { Session = next }, new() { HasNewLabels = patch.Labels is not null });
        if (patch.Secrets is not null)
            await secrets.RefreshAsync(next, CancellationToken.None);
    }

    /// <summary>A session in which no answer is waited for any more.</summary>
    public static SessionRecord WithoutAwaiting(SessionRecord record) => record with
    {
        Runs = record.Runs.ToDictionary(run => run.Key, run => run.Value with { Awaiting = [] }),
        Session = record.Session with { State = SessionState.Ready, Reason = null },
    };
}
