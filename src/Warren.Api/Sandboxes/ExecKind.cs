using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>What an exec is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecKind>))]
public enum ExecKind
{
    /// <summary>A program that somebody asked to run.</summary>
    [JsonStringEnumMemberName("exec")] Exec,

    /// <summary>The sandbox's own long-running program.</summary>
    [JsonStringEnumMemberName("entrypoint")] Entrypoint,

    /// <summary>A program on a terminal.</summary>
    [JsonStringEnumMemberName("terminal")] Terminal,

    /// <summary>An agent that a session runs. It keeps its sandbox from being idle no more than an entrypoint does.</summary>
    [JsonStringEnumMemberName("agent")] Agent,
}
