using System.Text.Json;

namespace Warren.Sessions.Agents;

/// <summary>A line that an agent wrote.</summary>
/// <param name="Content">What it says; null where that cannot be kept.</param>
/// <param name="ReplyTo">The message that it answers; null for the oldest that is not answered.</param>
/// <param name="IsFinal">Whether it is the end of the answer.</param>
internal sealed record AgentAnswer(string? Content, string? ReplyTo, bool IsFinal)
{
    /// <summary>Reads a line; null where it is none of the protocol's, as what a program prints for its own sake.</summary>
    public static AgentAnswer? Parse(byte[]? line)
    {
        if (line is null)
            return new(null, null, IsFinal: true);
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("content", out var content))
                return null;
            var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : "";
            return new(
                text.Length is > 0 and <= SessionRules.MaxContent ? text : null,
                root.TryGetProperty("replyTo", out var reply) && reply.ValueKind == JsonValueKind.String ? reply.GetString() : null,
                !root.TryGetProperty("final", out var final) || final.ValueKind != JsonValueKind.False);
        }
        catch (Exception noJson) when (noJson is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperation: a string that is no text, such as half a surrogate pair.
        }
    }
}
