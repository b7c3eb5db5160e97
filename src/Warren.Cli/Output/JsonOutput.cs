using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Warren.Cli.Output;

/// <summary>Prints values as the API has them: JSON, one value a line, or a YAML document each.</summary>
internal static class JsonOutput
{
    /// <summary>Whether YAML is wanted.</summary>
    public static bool IsYaml { get; set; }

    /// <summary>Prints a value.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type) => StandardStream.Output.Write(IsYaml
        ? Encoding.UTF8.GetBytes(YamlText.Document(JsonSerializer.SerializeToElement(value, type)))
        : [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);
}
