using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>The state a sandbox was observed in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxState>))]
public enum SandboxState
{
    /// <summary>Accepted; nothing was made yet.</summary>
    [JsonStringEnumMemberName("pending")] Pending,

    /// <summary>Being made or started.</summary>
    [JsonStringEnumMemberName("starting")] Starting,

    /// <summary>Its guest answers.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Frozen; its memory is kept.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Being stopped.</summary>
    [JsonStringEnumMemberName("stopping")] Stopping,

    /// <summary>Nothing runs; its disk is kept.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,

    /// <summary>It ended or could not be made; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Being removed.</summary>
    [JsonStringEnumMemberName("destroying")] Destroying,

    /// <summary>Nothing of it is left.</summary>
    [JsonStringEnumMemberName("destroyed")] Destroyed,
}
