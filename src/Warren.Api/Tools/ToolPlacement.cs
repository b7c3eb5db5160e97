using System.Text.Json.Serialization;

namespace Warren.Api.Tools;

/// <summary>Where a run of a tool takes place.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolPlacement>))]
public enum ToolPlacement
{
    /// <summary>A cell of its own in the owner's sandbox: namespaces, files and limits that no other run shares.</summary>
    [JsonStringEnumMemberName("cell")] Cell,

    /// <summary>A sandbox that no one used before.</summary>
    [JsonStringEnumMemberName("sandbox")] Sandbox,
}
