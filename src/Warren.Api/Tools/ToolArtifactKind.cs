using System.Text.Json.Serialization;

namespace Warren.Api.Tools;

/// <summary>What an artifact is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolArtifactKind>))]
public enum ToolArtifactKind
{
    /// <summary>A file that the run was given.</summary>
    [JsonStringEnumMemberName("input")] Input,

    /// <summary>What the run wrote: one of its two outputs, or a file that it created or changed.</summary>
    [JsonStringEnumMemberName("output")] Output,
}
