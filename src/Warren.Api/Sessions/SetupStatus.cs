using System.Text.Json.Serialization;

namespace Warren.Api.Sessions;

/// <summary>How far the set-up of a session has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SetupStatus>))]
public enum SetupStatus
{
    /// <summary>It was not begun.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>One of its commands runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Every command has ended with 0, or there is none.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>A command has failed; the session's reason says which.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
