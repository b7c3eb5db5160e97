using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary>Waits for what the agents of a session answer to a message, and prints it.</summary>
/// <param name="client">The server.</param>
/// <param name="sent">The message.</param>
/// <param name="clock">Tells the time that is left, and when to look again.</param>
internal sealed class AnswerWait(WarrenClient client, Message sent, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Prints the answers as soon as all agents have given theirs.</summary>
    /// <exception cref="WarrenException">No agent works in the session, it has failed, or none has answered in time.</exception>
    public async Task WriteAsync(TimeSpan limit, OutputFormat format, CancellationToken cancellationToken)
    {
        var answers = await ReadAsync(limit, cancellationToken);
        if (format == OutputFormat.Json)
            JsonOutput.Write(new Page<Message> { Items = answers }, WarrenJson.Wire.PageMessage);
        else if (format == OutputFormat.Table)
            await MessageText.WriteAsync(client, answers, cancellationToken);
        else
            foreach (var answer in answers)
                Console.WriteLine(answer.Id);
    }

    /// <summary>The answers.</summary>
    /// <exception cref="WarrenException">As <see cref="WriteAsync"/>.</exception>
    public async Task<IReadOnlyList<Message>> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var session = await client.Sessions.GetAsync(sent.SessionId, workspace: null, cancellationToken);
            if (session.AgentIds.Count == 0)
                throw new WarrenException(ErrorCode.InvalidState, $"The message was sent, but no agent works in {session.Name} to answer it; `warren session update {session.Name} --agent AGENT` lets one.");
            if (session.State == SessionState.Error)
                throw new WarrenException(ErrorCode.SandboxFailed, $"The message was sent, but the session has failed: {session.Reason}");
            if (session.State != SessionState.Busy && await FindAsync(cancellationToken) is { Count: > 0 } answers)
                return answers;
            if (clock.GetElapsedTime(began) >= limit)
                throw new WarrenException(ErrorCode.DeadlineExceeded, $"The message was sent, but no agent has answered within {limit.TotalSeconds:0.#} s; `warren session messages list {session.Name}` shows what comes later.");
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<List<Message>> FindAsync(CancellationToken cancellationToken)
    {
        List<Message> answers = [];
        await foreach (var message in client.Sessions.Messages.ListAsync(sent.SessionId, cancellationToken))
            if (message.Sequence > sent.Sequence && message.Role == MessageRole.Agent)
                answers.Add(message);
        return answers;
    }
}
