using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions.Messages;

/// <summary>What the server itself says in a session.</summary>
internal static class SystemMessages
{
    /// <summary>An agent has ended, or its sandbox has, before it answered.</summary>
    public static MessageRecord Ended(string sessionId, string agent, DateTimeOffset now, string how = "with its sandbox") =>
        New(sessionId, $"The agent {agent} ended {how} before it had answered.", now);

    /// <summary>An agent has answered what cannot be kept.</summary>
    public static MessageRecord Unusable(string sessionId, string agent, DateTimeOffset now) =>
        New(sessionId, $"An answer of the agent {agent} was left out: it was no text of 1 to {SessionRules.MaxContent} letters.", now);

    private static MessageRecord New(string sessionId, string content, DateTimeOffset now) => new(new Message
    {
        Id = SandboxId.New(),
        SessionId = sessionId,
        Sequence = 0,
        Role = MessageRole.System,
        Content = content,
        CreatedAt = now,
    }, IsToDeliver: false);
}
