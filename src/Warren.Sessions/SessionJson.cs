using System.Text.Json;
using System.Text.Json.Serialization;
using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>The JSON form of a session in its record: the one that callers see, so that a list passes it on as it is stored.</summary>
public sealed class SessionJson : JsonConverter<Session>
{
    /// <inheritdoc/>
    public override Session? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, WarrenJson.Wire.Session);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Session value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, WarrenJson.Answer.Session);
}
