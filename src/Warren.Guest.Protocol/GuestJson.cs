using System.Text.Json.Serialization;

namespace Warren.Guest.Protocol;

/// <summary>Serialization of all messages, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(GuestHello))]
[JsonSerializable(typeof(GuestExecRequest))]
[JsonSerializable(typeof(GuestExecStatus))]
[JsonSerializable(typeof(IReadOnlyList<GuestExecStatus>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(GuestTerminal))]
[JsonSerializable(typeof(GuestExit))]
[JsonSerializable(typeof(GuestStarted))]
[JsonSerializable(typeof(GuestStatistics))]
[JsonSerializable(typeof(GuestError))]
public sealed partial class GuestJson : JsonSerializerContext;
