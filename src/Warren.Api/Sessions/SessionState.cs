using System.Text.Json.Serialization;

namespace Warren.Api.Sessions;

/// <summary>What a session does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionState>))]
public enum SessionState
{
    /// <summary>It is being made, or made anew.</summary>
    [JsonStringEnumMemberName("INIT")] Init,

    /// <summary>Its sandbox runs.</summary>
    [JsonStringEnumMemberName("READY")] Ready,

    /// <summary>Its sandbox is paused or dropped; its volume is kept. A call or a message wakes it.</summary>
    [JsonStringEnumMemberName("IDLE")] Idle,

    /// <summary>An agent in it has been given a message and has not answered yet.</summary>
    [JsonStringEnumMemberName("BUSY")] Busy,

    /// <summary>It could not be made, or its sandbox has died; the reason says why. Its volume is kept.</summary>
    [JsonStringEnumMemberName("ERROR")] Error,
}
