using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Messages;

namespace Warren.Sessions.Agents;

/// <summary>Records what agents answer, and that they have ended; each in the session's turn, together with how far their output was taken.</summary>
internal sealed class AgentTurns(SessionTable table)
{
    /// <summary>An agent has answered.</summary>
    /// <param name="run">Its run, as it was when it was begun to be followed.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="answer">What it wrote.</param>
    /// <param name="end">Offset of its output behind that.</param>
    /// <param name="cancellationToken">Gives it up; it is read again then.</param>
    public async Task AnswerAsync(AgentRun run, string sessionId, AgentAnswer answer, long end, CancellationToken cancellationToken)
    {
        using var turn = await table.TakeAsync(sessionId, cancellationToken);
        if (Current(turn, run) is not { } now || now.Offset >= end)
            return;
        turn.Touch();
        IReadOnlyList<string> awaiting = answer.IsFinal ? Without(now.Awaiting, answer.ReplyTo) : now.Awaiting;
        await turn.SaveAsync(
            record => Settle(record, run.AgentId, now with { Offset = end, Awaiting = awaiting }),
            new() { Messages = [answer.Content is { } content ? Answer(turn, now, content) : SystemMessages.Unusable(sessionId, now.Name, turn.Now)] });
    }

    /// <summary>An agent has ended.</summary>
    public async Task EndAsync(AgentRun run, string sessionId, string how, CancellationToken cancellationToken)
    {
        using var turn = await table.TakeAsync(sessionId, cancellationToken);
        if (Current(turn, run) is not { } now)
            return;
        await turn.SaveAsync(
            record => Settle(record, run.AgentId, null),
            new() { Messages = now.Awaiting.Count == 0 ? [] : [SystemMessages.Ended(sessionId, now.Name, turn.Now, how)] });
    }

    private static AgentRun? Current(SessionTurn turn, AgentRun run) =>
        turn.Record.Runs.TryGetValue(run.AgentId, out var now) && now.ExecId == run.ExecId ? now : null;

    private static List<string> Without(IReadOnlyList<string> awaiting, string? answered)
    {
        var index = answered is null ? 0 : awaiting.ToList().IndexOf(answered);
        return [.. awaiting.Where((_, at) => at != index)];
    }

    // Busy as long as somebody has something to answer.
    private static SessionRecord Settle(SessionRecord record, string agentId, AgentRun? run)
    {
        var runs = new Dictionary<string, AgentRun>(record.Runs);
        if (run is null)
            runs.Remove(agentId);
        else
            runs[agentId] = run;
        var state = record.Session.State == SessionState.Busy && runs.Values.All(other => other.Awaiting.Count == 0) ? SessionState.Ready : record.Session.State;
        return record with { Runs = runs, Session = record.Session with { State = state } };
    }

    private static MessageRecord Answer(SessionTurn turn, AgentRun run, string content) => new(new Message
    {
        Id = SandboxId.New(),
        SessionId = turn.Session.Id,
        Sequence = 0,
        Role = MessageRole.Agent,
        Content = content,
        AgentId = run.AgentId,
        CreatedAt = turn.Now,
    }, IsToDeliver: false);
}
