using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Warren.Tools;

/// <summary>Makes JSON schemas (draft 2020-12) of the inputs of tools.</summary>
internal static class ToolSchema
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };

    /// <summary>The schema of the body that runs a tool.</summary>
    public static JsonElement Of(ITool tool)
    {
        var schema = tool.InputType.GetJsonSchemaAsNode(Options).AsObject();
        schema["properties"]!["tool"] = new JsonObject { ["const"] = tool.Name, ["type"] = "string" };
        schema["title"] = tool.Name;
        schema["description"] = tool.Description;
        return JsonSerializer.SerializeToElement(schema, ToolJson.Options);
    }

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        // What may be null may as well be left out, which is all that callers need to know.
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(type => (string)type!).Single(type => type != "null");
        if (schema["enum"] is JsonArray choices)
        {
            schema["enum"] = new JsonArray([.. choices.Where(choice => choice is not null).Select(choice => choice!.DeepClone())]);
            schema["type"] = "string";
        }
        if (context.TypeInfo.Type == typeof(byte[]) || context.TypeInfo.Type == typeof(ReadOnlyMemory<byte>))
            schema["contentEncoding"] = "base64";
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            schema["additionalProperties"] = false;
        foreach (var attribute in context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
            Add(schema, attribute);
        return schema;
    }

    private static void Add(JsonObject schema, object attribute)
    {
        switch (attribute)
        {
            case DescriptionAttribute description:
                schema["description"] = description.Description;
                break;
            case DefaultValueAttribute { Value: { } value }:
                schema["default"] = value is Enum choice ? Name(choice) : JsonValue.Create(value);
                break;
            case RangeAttribute range:
                schema["minimum"] = JsonValue.Create(range.Minimum);
                schema["maximum"] = JsonValue.Create(range.Maximum);
                break;
            case IdentifierAttribute identifier:
                (schema["minLength"], schema["maxLength"]) = (1, identifier.Most);
                schema["pattern"] = @"^(?!\.{1,2}$)[^/\\\u0000-\u001f\u007f-\u009f]+$";
                break;
            case MinLengthAttribute least:
                schema[(string?)schema["type"] == "array" ? "minItems" : "minLength"] = least.Length;
                break;
            case MaxLengthAttribute most:
                schema[(string?)schema["type"] == "array" ? "maxItems" : "maxLength"] = most.Length;
                break;
            case SourceTextAttribute:
                schema["format"] = "code";
                break;
            case ByteCountAttribute:
                schema["format"] = "bytes";
                break;
        }
    }

    private static string Name(Enum choice) =>
        choice.GetType().GetField(choice.ToString())!.GetCustomAttribute<System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute>()?.Name ?? choice.ToString();
}
