using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Sessions.Agents;

/// <summary>The lines that an agent's program is given: first what it is and where, then each message.</summary>
internal static class AgentInput
{
    /// <summary>The first line.</summary>
    public static byte[] Start(Session session, Agent agent) => Line(new JsonObject
    {
        ["type"] = "start",
        ["sessionId"] = session.Id,
        ["session"] = session.Name,
        ["startingPrompt"] = session.StartingPrompt,
        ["agent"] = JsonSerializer.SerializeToNode(agent, WarrenJson.Wire.Agent),
    });

    /// <summary>The line of a message.</summary>
    public static byte[] Of(Message message) => Line(new JsonObject
    {
        ["type"] = "message",
        ["id"] = message.Id,
        ["sequence"] = message.Sequence,
        ["role"] = "USER",
        ["content"] = message.Content,
        ["createdAt"] = JsonValue.Create(message.CreatedAt),
    });

    private static byte[] Line(JsonObject line)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            line.WriteTo(writer);
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }
}
