using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions.Agents;

/// <summary>Starts the programs of agents in the sandboxes of sessions, and writes to them.</summary>
internal sealed class AgentPrograms(SandboxService sandboxes)
{
    private const int MaxPiece = 512 * 1024;

    /// <summary>Whether the program of a run has not ended.</summary>
    public bool Runs(AgentRun run, string owner) => Find(run, owner) is { Running: true };

    /// <summary>What is known of the program of a run; null where nothing is.</summary>
    public ExecStatus? Find(AgentRun run, string owner)
    {
        try
        {
            return sandboxes.Execs.Get(run.SandboxId, run.ExecId, owner);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Starts the program of an agent in a session, whose sandbox runs.</summary>
    public async Task<AgentRun> StartAsync(SessionTurn turn, Agent agent)
    {
        var (session, sandbox) = (turn.Session, turn.Session.SandboxId!);
        await EndStraysAsync(turn, sandbox);
        var status = await sandboxes.Execs.StartAsync(sandbox, new()
        {
            Command = agent.Command!,
            Background = true,
            Env = new Dictionary<string, string> { ["WARREN_SESSION_ID"] = session.Id, ["WARREN_AGENT_ID"] = agent.Id },
        }, ExecKind.Agent, turn.Owner, CancellationToken.None);
        return new(agent.Id, status.Id, sandbox, agent.Name);
    }

    /// <summary>Writes a line to a program.</summary>
    /// <exception cref="WarrenException">It has ended, or does not read.</exception>
    public async Task WriteAsync(AgentRun run, byte[] line, string owner)
    {
        for (var at = 0; at < line.Length; at += MaxPiece)
            await sandboxes.Execs.WriteStdinAsync(
                run.SandboxId, run.ExecId, line.AsMemory(at, Math.Min(MaxPiece, line.Length - at)), end: false, owner, CancellationToken.None);
    }

    // Started by a server that was killed before it had recorded that: nobody would ever read what they write.
    private async Task EndStraysAsync(SessionTurn turn, string sandbox)
    {
        var known = turn.Record.Runs.Values.Select(run => run.ExecId).ToHashSet();
        foreach (var exec in sandboxes.Execs.List(sandbox, turn.Owner))
            if (exec is { Kind: ExecKind.Agent, Running: true } && !known.Contains(exec.Id))
                await sandboxes.Execs.DeleteAsync(sandbox, exec.Id, turn.Owner, CancellationToken.None);
    }
}
