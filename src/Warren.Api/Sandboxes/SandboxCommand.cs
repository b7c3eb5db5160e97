using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>
/// What to run: in JSON an array (argument vector) or a string (run by <c>/bin/sh -c</c> inside the sandbox).
/// </summary>
/// <param name="Arguments">The argument vector, program first; never empty.</param>
[JsonConverter(typeof(Converter))]
public sealed record SandboxCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>A command line for the sandbox's shell.</summary>
    public static SandboxCommand Shell(string line) => new(["/bin/sh", "-c", line]);

    /// <summary>Reads and writes the two JSON forms.</summary>
    public sealed class Converter : JsonConverter<SandboxCommand>
    {
        private const string Expected = "command must be a non-empty string or a non-empty array of strings";

        /// <inheritdoc/>
        public override SandboxCommand Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString() is { Length: > 0 } line ? Shell(line) : throw new JsonException(Expected);
            if (reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException(Expected);
            List<string> arguments = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                arguments.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(Expected));
            return arguments is [{ Length: > 0 }, ..] ? new(arguments) : throw new JsonException(Expected);
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, SandboxCommand value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var argument in value.Arguments)
                writer.WriteStringValue(argument);
            writer.WriteEndArray();
        }
    }
}
