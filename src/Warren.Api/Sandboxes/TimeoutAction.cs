using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>What is done with a sandbox whose time is over.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeoutAction>))]
public enum TimeoutAction
{
    /// <summary>Frozen with its memory.</summary>
    [JsonStringEnumMemberName("pause")] Pause,

    /// <summary>Ended; its disk is kept.</summary>
    [JsonStringEnumMemberName("stop")] Stop,

    /// <summary>Removed with everything in it.</summary>
    [JsonStringEnumMemberName("destroy")] Destroy,
}
