using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Commands;
using Warren.Cli.Commands.Sessions;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Interactive;

/// <summary>Says something in a session and prints what its agents answer, as they answer.</summary>
internal static class SessionTalk
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // An agent that is to take the message has begun by then.
    private static readonly TimeSpan BeginLimit = TimeSpan.FromSeconds(5);

    /// <summary>Sends a message and waits until the agents that run in the session are done with it.</summary>
    public static async Task SayAsync(WarrenClient client, string session, string text, CancellationToken cancellationToken)
    {
        var sent = await client.Sessions.Messages.SendAsync(session, new MessageRequest { Content = text }, cancellationToken);
        var (shown, hasAnswer, began) = (sent.Sequence, false, TimeProvider.System.GetTimestamp());
        while (true)
        {
            // The state is read first: an answer that came before it changed is then seen.
            var now = await client.Sessions.GetAsync(session, workspace: null, cancellationToken);
            var answers = now.AgentIds.Count > 0 ? await ReadAsync(client, session, shown, cancellationToken) : [];
            if (answers.Count > 0)
            {
                await MessageText.WriteAsync(client, answers, cancellationToken);
                (shown, hasAnswer) = (answers[^1].Sequence, true);
            }
            if (now.State == SessionState.Error)
                throw new WarrenException(ErrorCode.SandboxFailed, $"The message was sent, but the session has failed: {now.Reason}");
            if (now.AgentIds.Count == 0 || (hasAnswer && now.State != SessionState.Busy))
                return;
            if (!hasAnswer && now.State != SessionState.Busy && TimeProvider.System.GetElapsedTime(began) > BeginLimit)
            {
                Screen.Notice("the message was sent; no agent in the session has begun to answer. /messages shows what comes later.");
                return;
            }
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Prints what was said.</summary>
    public static async Task ListAsync(WarrenClient client, string session, CancellationToken cancellationToken) =>
        await MessageText.WriteAsync(client, await client.Sessions.Messages.ListAsync(session, cancellationToken).ReadAllAsync(), cancellationToken);

    private static async Task<IReadOnlyList<Message>> ReadAsync(WarrenClient client, string session, long behind, CancellationToken cancellationToken) =>
        [.. (await client.Sessions.Messages.ListAsync(session, cancellationToken).ReadAllAsync())
            .Where(message => message.Sequence > behind && message.Role != MessageRole.User)];
}
