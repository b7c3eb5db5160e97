using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Commands;

namespace Warren.Cli.Tools;

/// <summary>The fields of a tool's body, by its schema.</summary>
internal sealed class ToolSchema
{
    private readonly string _tool;

    /// <summary>Reads them.</summary>
    public ToolSchema(ToolInfo tool)
    {
        _tool = tool.Name;
        HashSet<string> required = tool.InputSchema.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        Fields = tool.InputSchema.TryGetProperty("properties", out var properties)
            ? [.. properties.EnumerateObject().Where(property => !property.Value.TryGetProperty("const", out _))
                .Select(property => new ToolField(property.Name, required.Contains(property.Name), property.Value))] : [];
    }

    /// <summary>In the order of the schema, without those that have one value only.</summary>
    public IReadOnlyList<ToolField> Fields { get; }

    /// <summary>Reads fields as a command line has them, <c>NAME=VALUE</c>, each as its schema wants it. <c>@FILE</c> is what is in a file.</summary>
    /// <exception cref="WarrenException">Some are not as the schema wants them; it names all of these.</exception>
    public JsonObject Parse(IReadOnlyDictionary<string, string> given)
    {
        var (body, errors) = (new JsonObject(), new Dictionary<string, string[]>());
        foreach (var (name, text) in given)
            if (Fields.FirstOrDefault(field => field.Name == name) is not { } field)
                errors[name] = [$"{_tool} has no such field; it has {string.Join(", ", Fields.Select(known => known.Name))}."];
            else if (Parse(field, text) is { } value)
                body[name] = value;
            else
                errors[name] = [$"'{text}' is not what it takes; give {field.Describe()}."];
        return errors.Count == 0 ? body : throw new WarrenException(errors);
    }

    private static JsonNode? Parse(ToolField field, string text)
    {
        if (text.StartsWith("@@", StringComparison.Ordinal))
            text = text[1..];
        else if (text.StartsWith('@'))
        {
            var content = InputFile.ReadBytes(text[1..]);
            if (field.IsBinary)
                return Convert.ToBase64String(content);
            text = InputFile.DecodeText(content, text[1..]);
        }
        return field.Type switch
        {
            "string" => JsonValue.Create(text),
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null,
            "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null,
            "boolean" => bool.TryParse(text, out var flag) ? JsonValue.Create(flag) : null,
            var type => ParseJson(type, text),
        };
    }

    private static JsonNode? ParseJson(string? type, string text)
    {
        try
        {
            return JsonNode.Parse(text) is { } node && (type is null || type == (node is JsonArray ? "array" : "object")) ? node : null;
        }
        catch (JsonException)
        {
            return type is null ? JsonValue.Create(text) : null;
        }
    }
}
