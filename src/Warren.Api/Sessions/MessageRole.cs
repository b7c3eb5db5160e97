using System.Text.Json.Serialization;

namespace Warren.Api.Sessions;

/// <summary>Who speaks in a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageRole>))]
public enum MessageRole
{
    /// <summary>A person, or whoever works for one. It is delivered to the agents that run in the session.</summary>
    [JsonStringEnumMemberName("USER")] User,

    /// <summary>An agent; the message says which.</summary>
    [JsonStringEnumMemberName("AGENT")] Agent,

    /// <summary>The surroundings. It is kept, and delivered to nobody.</summary>
    [JsonStringEnumMemberName("SYSTEM")] System,
}
