using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>Reads and writes the two JSON forms of <see cref="NetworkPolicy"/>.</summary>
public sealed class NetworkPolicyConverter : JsonConverter<NetworkPolicy>
{
    private const string Expected = "network must be \"none\", \"allow_all\" or {\"allow\": [...], \"deny\": [...]}";

    /// <inheritdoc/>
    public override NetworkPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return NetworkPolicy.TryParse(reader.GetString()!) ?? throw new JsonException(Expected);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException(Expected);
        List<string> allow = [], deny = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var list = reader.GetString() switch
            {
                "allow" => allow,
                "deny" => deny,
                _ => throw new JsonException(Expected),
            };
            ReadStrings(ref reader, list);
        }
        return NetworkPolicy.AllowList(allow, deny);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, NetworkPolicy value, JsonSerializerOptions options)
    {
        if (value.Mode != "allow_list")
        {
            writer.WriteStringValue(value.Mode);
            return;
        }
        writer.WriteStartObject();
        WriteStrings(writer, "allow", value.Allow);
        WriteStrings(writer, "deny", value.Deny);
        writer.WriteEndObject();
    }

    private static void ReadStrings(ref Utf8JsonReader reader, List<string> into)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException(Expected);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            into.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(Expected));
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
