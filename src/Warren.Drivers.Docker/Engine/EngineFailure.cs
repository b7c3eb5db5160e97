using System.Text.Json.Serialization;

namespace Warren.Drivers.Docker.Engine;

/// <summary>What an engine says of a failure.</summary>
internal sealed record EngineFailure([property: JsonPropertyName("message")] string? Message);
