using System.Text.Json;

namespace Warren.Cli.Tools;

/// <summary>A field of a tool's body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">Whether there has to be a value.</param>
/// <param name="Schema">Its JSON schema.</param>
internal sealed record ToolField(string Name, bool IsRequired, JsonElement Schema)
{
    /// <summary>Its type; null where the schema allows several.</summary>
    public string? Type => !Schema.TryGetProperty("type", out var type) ? Schema.TryGetProperty("enum", out _) ? "string" : null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type.EnumerateArray().Select(one => one.GetString()).Where(one => one != "null").ToList() is [var only] ? only : null;

    /// <summary>Whether it is bytes in Base64.</summary>
    public bool IsBinary => Schema.TryGetProperty("contentEncoding", out var encoding) && encoding.GetString() == "base64";

    /// <summary>What it is for.</summary>
    public string? Description => Text("description") ?? Text("title");

    /// <summary>What it is where nothing is given; null where it is nothing.</summary>
    public string? Default => Text("default");

    /// <summary>Which values it takes, in words.</summary>
    public string Describe() => Schema.TryGetProperty("enum", out var values)
        ? string.Join(" or ", values.EnumerateArray().Select(Show))
        : Type switch
        {
            "string" when IsBinary => "base64, or @FILE",
            "string" => $"text{Range("minLength", "maxLength", " characters")}",
            "integer" => $"a whole number{Range("minimum", "maximum", "")}",
            "number" => $"a number{Range("minimum", "maximum", "")}",
            "boolean" => "true or false",
            "array" => "a list in JSON",
            "object" => "an object in JSON",
            _ => "JSON",
        };

    private string Range(string least, string most, string unit) => (Text(least), Text(most)) switch
    {
        ({ } from, { } to) => $" of {from} to {to}{unit}",
        ({ } from, null) => $" of at least {from}{unit}",
        (null, { } to) => $" of at most {to}{unit}",
        _ => "",
    };

    private string? Text(string keyword) => Schema.TryGetProperty(keyword, out var value) ? Show(value) : null;

    private static string Show(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
