using System.Text.Json.Serialization;

namespace Warren.Guest.Protocol;

/// <summary>Serialization of all messages, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    MaxDepth = 8)]
[JsonSerializable(typeof(GuestCellRequest))]
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
[JsonSerializable(typeof(GuestFileEntry))]
[JsonSerializable(typeof(GuestFileEvent))]
[JsonSerializable(typeof(GuestFileHead))]
[JsonSerializable(typeof(GuestFileList))]
[JsonSerializable(typeof(GuestSearchLine))]
[JsonSerializable(typeof(GuestSearchRequest))]
[JsonSerializable(typeof(GuestTreeResult))]
public sealed partial class GuestJson : JsonSerializerContext;
