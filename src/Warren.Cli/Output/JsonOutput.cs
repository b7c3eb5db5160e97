using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Warren.Cli.Output;

/// <summary>Prints JSON, one value a line.</summary>
internal static class JsonOutput
{
    /// <summary>Prints a value as the API has it.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type) =>
        StandardStream.Output.Write([.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);
}
