using System.Text.Json.Serialization;

namespace Warren.Drivers.Docker.Engine;

/// <summary>The messages of the engine's API, of which only what is used is read and written (Docker Engine API 1.41).</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(EngineFailure))]
[JsonSerializable(typeof(EngineVersion))]
[JsonSerializable(typeof(EngineInfo))]
[JsonSerializable(typeof(EngineImage))]
[JsonSerializable(typeof(LoadProgress))]
[JsonSerializable(typeof(ContainerPlan))]
[JsonSerializable(typeof(Created))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(List<ContainerSummary>))]
[JsonSerializable(typeof(ExecPlan))]
[JsonSerializable(typeof(ExecStart))]
[JsonSerializable(typeof(VolumePlan))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(EngineEvent))]
internal sealed partial class EngineJson : JsonSerializerContext;
