using System.Text.Json.Serialization;

namespace Warren.Drivers.Docker.Engine;

/// <summary>A line of what an engine says while it loads an image; a failure comes so too, after a success was answered.</summary>
internal sealed record LoadProgress([property: JsonPropertyName("error")] string? Error);
