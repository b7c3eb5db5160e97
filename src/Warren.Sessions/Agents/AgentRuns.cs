using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sandboxes.Execs;

namespace Warren.Sessions.Agents;

/// <summary>
/// Delivers messages to the agents that run in sessions. A message is recorded before it is delivered, and recorded as delivered
/// after it was written whole; it is not written again after that, whatever becomes of the agent. Only where the server is killed
/// between the two an agent that goes on gets it twice: its id tells.
/// </summary>
internal sealed partial class AgentRuns(
    SessionTable table, IAgentStore agents, AgentPrograms programs, SandboxService sandboxes, ILogger<AgentRuns> logger) : IAsyncDisposable
{
    private readonly OwnedTasks _tasks = new();

    /// <summary>Delivers what waits in a session whose sandbox runs. A failure is the session's to tell; it is tried again with the next message.</summary>
    public async Task DeliverAsync(SessionTurn turn)
    {
        if (turn.Session is not { State: SessionState.Ready or SessionState.Busy, SandboxId: not null, AgentIds.Count: > 0 })
            return;
        try
        {
            var pending = await table.Store.ListPendingAsync(turn.Session.Id, CancellationToken.None);
            if (pending.Count == 0 || await WorkersAsync(turn.Session) is not { Count: > 0 } workers)
                return;
            foreach (var worker in workers)
                await EnsureAsync(turn, worker);
            foreach (var message in pending)
                await DeliverAsync(turn, message, workers);
        }
        catch (WarrenException failure)
        {
            LogNotDelivered(failure, turn.Session.Id);
            await turn.SaveAsync(turn.Session.State, $"A message could not be delivered: {failure.Message}");
        }
    }

    /// <summary>Follows the agents that run in a session, where nobody does.</summary>
    public async Task FollowAsync(SessionTurn turn)
    {
        foreach (var run in turn.Record.Runs.Values)
            Follow(turn.Entry, run, turn.Owner);
        // Messages that came while the server was being killed.
        await DeliverAsync(turn);
    }

    /// <summary>No longer follows the agents of a session. Their programs run on.</summary>
    public static void Stop(SessionEntry entry)
    {
        foreach (var agent in entry.Followers.Keys)
            if (entry.Followers.TryRemove(agent, out var follower))
                follower.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in table.Live)
            Stop(entry);
        await _tasks.EndAsync();
    }

    private async Task<List<Agent>> WorkersAsync(Session session)
    {
        List<Agent> workers = [];
        foreach (var id in session.AgentIds)
            if (await agents.FindAsync(id, CancellationToken.None) is { Active: true, Command: not null } agent)
                workers.Add(agent);
        return workers;
    }

    private async Task EnsureAsync(SessionTurn turn, Agent agent)
    {
        if (turn.Record.Runs.TryGetValue(agent.Id, out var run) && run.SandboxId == turn.Session.SandboxId && programs.Runs(run, turn.Owner))
        {
            Follow(turn.Entry, run, turn.Owner);
            return;
        }
        var started = await programs.StartAsync(turn, agent);
        await turn.SaveAsync(record => With(record, started));
        Follow(turn.Entry, started, turn.Owner);
        await programs.WriteAsync(started, AgentInput.Start(turn.Session, agent), turn.Owner);
    }

    private async Task DeliverAsync(SessionTurn turn, Message message, List<Agent> workers)
    {
        foreach (var worker in workers)
        {
            var run = turn.Record.Runs[worker.Id];
            if (run.LastSequence >= message.Sequence)
                continue;
            await programs.WriteAsync(run, AgentInput.Of(message), turn.Owner);
            var isLast = worker == workers[^1];
            await turn.SaveAsync(
                record => With(record, record.Runs[worker.Id] with { LastSequence = message.Sequence, Awaiting = [.. record.Runs[worker.Id].Awaiting, message.Id] }, SessionState.Busy),
                new() { Delivered = isLast ? [message.Sequence] : [], DeliveredAt = turn.Now });
        }
        turn.Touch();
    }

    private static SessionRecord With(SessionRecord record, AgentRun run, SessionState? state = null) => record with
    {
        Runs = new Dictionary<string, AgentRun>(record.Runs) { [run.AgentId] = run },
        Session = record.Session with { State = state ?? record.Session.State, Reason = null },
    };

    private void Follow(SessionEntry entry, AgentRun run, string owner)
    {
        if (entry.Followers.TryGetValue(run.AgentId, out var before))
        {
            if (before.ExecId == run.ExecId)
                return;
            before.Dispose();
        }
        var follower = new AgentFollower(run.ExecId);
        entry.Followers[run.AgentId] = follower;
        _tasks.Run(() => FollowAsync(entry, run, owner, follower));
    }

    private async Task FollowAsync(SessionEntry entry, AgentRun run, string owner, AgentFollower follower)
    {
        var stopping = follower.Stopping;
        try
        {
            var how = await ReadAsync(entry, run, owner, stopping);
            await new AgentTurns(table).EndAsync(run, entry.Id, how, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever stopped it knows why.
        }
        catch (WarrenException leaving) when (leaving.Code == ErrorCode.EngineUnavailable)
        {
            // The server is stopping: the program runs on, and the next one follows it.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It is followed again, from where it was, as soon as the session is looked at.
            LogNotFollowed(failure, run.Name, entry.Id);
        }
        entry.Followers.TryRemove(new(run.AgentId, follower));
        follower.Dispose();
    }

    // How it ended, as in "the agent ended ...".
    private async Task<string> ReadAsync(SessionEntry entry, AgentRun run, string owner, CancellationToken stopping)
    {
        // After the host has lost its power less may be kept than was taken.
        var (from, errors) = programs.Find(run, owner) is { } known ? (Math.Min(run.Offset, known.StdoutBytes), known.StderrBytes) : (0, 0);
        var lines = new AgentLines(from);
        var turns = new AgentTurns(table);
        try
        {
            await foreach (var happened in sandboxes.Execs.AttachAsync(run.SandboxId, run.ExecId, from, errors, owner, stopping))
            {
                entry.Touch(table.Time.GetUtcNow());
                switch (happened)
                {
                    case ExecEvent.Dropped { Stream: "stdout" } dropped:
                        lines.Skip(dropped.Bytes);
                        break;
                    case ExecEvent.Output { Stream: "stdout" } output:
                        foreach (var (line, end) in lines.Take(output.Data.ToArray()))
                            if (AgentAnswer.Parse(line) is { } answer)
                                await turns.AnswerAsync(run, entry.Id, answer, end, stopping);
                        break;
                    case ExecEvent.Exit exit:
                        return $"with exit code {exit.Value.ExitCode}";
                }
            }
            return "with its sandbox";
        }
        catch (WarrenException gone) when (gone.Code is ErrorCode.SandboxFailed or ErrorCode.NotFound)
        {
            return "with its sandbox";
        }
    }

    [LoggerMessage(3030, LogLevel.Warning, "A message of session {Session} could not be delivered; it is tried again with the next one.")]
    private partial void LogNotDelivered(Exception failure, string session);

    [LoggerMessage(3031, LogLevel.Error, "The agent {Agent} of session {Session} could not be followed.")]
    private partial void LogNotFollowed(Exception failure, string agent, string session);
}
