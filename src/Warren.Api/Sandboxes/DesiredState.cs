using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>The state that the owner wants a sandbox to be in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DesiredState>))]
public enum DesiredState
{
    /// <summary>Started and answering.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Frozen with its memory.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Off with its disk.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,

    /// <summary>Gone.</summary>
    [JsonStringEnumMemberName("destroyed")] Destroyed,
}
