using System.Text.Json.Serialization;

namespace Warren.Drivers.Docker.Engine;

/// <summary>What an engine measures of a container.</summary>
internal sealed record ContainerStatistics
{
    /// <summary>Memory.</summary>
    [JsonPropertyName("memory_stats")]
    public MemoryFigures? Memory { get; init; }

    /// <summary>Processes.</summary>
    [JsonPropertyName("pids_stats")]
    public ProcessFigures? Pids { get; init; }

    /// <summary>Memory in use.</summary>
    internal sealed record MemoryFigures([property: JsonPropertyName("usage")] long Usage, [property: JsonPropertyName("stats")] IReadOnlyDictionary<string, long>? Details);

    /// <summary>Processes and threads.</summary>
    internal sealed record ProcessFigures([property: JsonPropertyName("current")] long Current);
}
