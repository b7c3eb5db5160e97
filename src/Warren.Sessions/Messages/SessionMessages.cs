using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Agents;
using Warren.Sessions.Lifecycle;

namespace Warren.Sessions.Messages;

/// <summary>Messages in sessions.</summary>
public sealed partial class SessionMessages
{
    private readonly SessionTable _table;
    private readonly AgentService _agents;
    private readonly SessionLifecycle _lifecycle;
    private readonly SessionBackground _background;
    private readonly ILogger _logger;

    internal SessionMessages(SessionTable table, AgentService agents, SessionLifecycle lifecycle, SessionBackground background, ILogger<SessionMessages> logger) =>
        (_table, _agents, _lifecycle, _background, _logger) = (table, agents, lifecycle, background, logger);

    /// <summary>
    /// Adds a message, wakes the session where it is idle, and delivers the message to the agents that run in it. It is kept
    /// whatever becomes of that: the session's state and reason tell.
    /// </summary>
    /// <exception cref="WarrenException">The message is wrong, or there is no such session.</exception>
    public async Task<Message> AddAsync(SessionRecord session, MessageRequest request, string creator, CancellationToken cancellationToken)
    {
        SessionRules.Check(request);
        var agent = request.AgentId is null ? null : (await _agents.ResolveAsync([request.AgentId], session.Session.Workspace, cancellationToken, "agentId"))[0];
        var turn = await _table.TakeAsync(session.Id, cancellationToken);
        Message? added = null;
        await _background.RunAsync(async () =>
        {
            using (turn)
            {
                turn.Touch();
                var message = New(turn, request, agent, creator);
                added = (await turn.SaveAsync(record => record, new() { Messages = [message] }))[0];
                await DeliverAsync(turn);
            }
        }, cancellationToken);
        return (await ListAsync(session.Id, added!.Sequence - 1, 1, cancellationToken)) is [var now] && now.Id == added.Id ? now : added;
    }

    /// <summary>The first messages of a session behind a sequence, oldest first.</summary>
    public Task<IReadOnlyList<Message>> ListAsync(string sessionId, long after, int limit, CancellationToken cancellationToken) =>
        _table.Store.ListMessagesAsync(sessionId, after, limit, cancellationToken);

    /// <summary>How many messages a session has.</summary>
    public Task<long> CountAsync(string sessionId, CancellationToken cancellationToken) => _table.Store.CountMessagesAsync(sessionId, cancellationToken);

    /// <summary>Removes the messages of a session.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> DeleteAsync(string sessionId, CancellationToken cancellationToken)
    {
        using var turn = await _table.TakeAsync(sessionId, cancellationToken);
        turn.Touch();
        return await _table.Store.RemoveMessagesAsync(sessionId, cancellationToken);
    }

    private static MessageRecord New(SessionTurn turn, MessageRequest request, string? agent, string creator)
    {
        var role = request.Role ?? MessageRole.User;
        return new(new Message
        {
            Id = SandboxId.New(),
            SessionId = turn.Session.Id,
            Sequence = 0,
            Role = role,
            Content = request.Content,
            AgentId = agent,
            CreatedBy = creator,
            CreatedAt = turn.Now,
        }, IsToDeliver: role == MessageRole.User && turn.Session.AgentIds.Count > 0);
    }

    private async Task DeliverAsync(SessionTurn turn)
    {
        try
        {
            if (turn.Session.State == SessionState.Idle)
                await _lifecycle.WakeAsync(turn);
            else
                await _lifecycle.DeliverAsync(turn);
        }
        catch (WarrenException failure)
        {
            // The message is kept and the session says what is wrong: whoever brings it back has it delivered.
            LogNotWoken(failure, turn.Session.Id);
        }
    }

    [LoggerMessage(3040, LogLevel.Warning, "Session {Session} could not be woken by a message.")]
    private partial void LogNotWoken(Exception failure, string session);
}
