using System.Text.Json.Serialization;

namespace Warren.Api.Tools;

/// <summary>How far a run of a tool has come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolRunState>))]
public enum ToolRunState
{
    /// <summary>It waits for its turn.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>It runs, or what it made is being kept.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Its program ended, with whatever exit code, or was ended by its time-out.</summary>
    [JsonStringEnumMemberName("finished")] Finished,

    /// <summary>It could not be carried out to its end; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Its caller went away before its end.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
