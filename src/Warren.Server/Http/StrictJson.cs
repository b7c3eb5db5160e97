using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>Finds everything in a JSON document that its type does not allow.</summary>
internal static class StrictJson
{
    /// <summary>Checks an element against its type.</summary>
    /// <param name="element">What was given.</param>
    /// <param name="type">What it is to be.</param>
    /// <param name="path">Where it is in the body.</param>
    /// <param name="errors">Takes what is wrong, by path.</param>
    public static void Check(JsonElement element, JsonTypeInfo type, string path, Dictionary<string, string[]> errors)
    {
        if (type.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
            CheckMembers(element, type, path, errors);
        else if (type.Kind == JsonTypeInfoKind.Object)
            errors[path.Length == 0 ? "body" : path] = ["This has to be a JSON object."];
        else if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } entry } && element.ValueKind == JsonValueKind.Array)
            foreach (var (index, member) in element.EnumerateArray().Index())
                Check(member, type.Options.GetTypeInfo(entry), $"{path}[{index}]", errors);
        else
            CheckValue(element, type, path, errors);
    }

    /// <summary>What a caller is told whose body is no JSON.</summary>
    public static WarrenException NoJson(JsonException failure) => new(ErrorCode.InvalidRequest,
        $"The body is no JSON: it fails in line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}.", failure);

    private static void CheckMembers(JsonElement element, JsonTypeInfo type, string path, Dictionary<string, string[]> errors)
    {
        HashSet<string> given = [];
        foreach (var member in element.EnumerateObject())
        {
            var at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!given.Add(member.Name))
                errors[at] = ["This field is given twice."];
            else if (type.Properties.FirstOrDefault(property => property.Name == member.Name) is not { } property)
                errors[at] = [$"There is no such field; there are {string.Join(", ", type.Properties.Select(known => known.Name))}."];
            else if (member.Value.ValueKind != JsonValueKind.Null || property.IsRequired)
                Check(member.Value, type.Options.GetTypeInfo(property.PropertyType), at, errors);
        }
        foreach (var property in type.Properties)
            if (property.IsRequired && !given.Contains(property.Name))
                errors[path.Length == 0 ? property.Name : $"{path}.{property.Name}"] = ["This field is missing."];
    }

    private static void CheckValue(JsonElement element, JsonTypeInfo type, string path, Dictionary<string, string[]> errors)
    {
        try
        {
            if (element.ValueKind == JsonValueKind.Null || element.Deserialize(type) is null)
                errors[path] = [Expected(type.Type)];
        }
        catch (JsonException failure)
        {
            // A converter of ours says what it expects; the serializer's own message names .NET types.
            errors[path] = [failure.Message.Contains("could not be converted to", StringComparison.Ordinal) || failure.Message.Contains("System.", StringComparison.Ordinal) ? Expected(type.Type) : failure.Message];
        }
    }

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(string) => "This has to be a string.",
        var plain when plain == typeof(bool) => "This has to be true or false.",
        var plain when plain == typeof(int) || plain == typeof(long) => "This has to be a whole number.",
        var plain when plain == typeof(double) => "This has to be a number.",
        var plain when plain == typeof(byte[]) => "This has to be a string of Base64.",
        var plain when plain.IsAssignableTo(typeof(IReadOnlyDictionary<string, string>)) => "This has to be an object whose values are strings.",
        var plain when plain.IsEnum => $"This has to be one of {string.Join(", ", Names(plain))}.",
        _ => "This is not of the kind that is expected here.",
    };

    private static IEnumerable<string> Names(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name);
}
