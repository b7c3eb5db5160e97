using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;

namespace Warren.Tools;

/// <summary>Checks the values of an input by the attributes of its type.</summary>
public static class InputRules
{
    /// <summary>Adds everything that is wrong.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="type">Its type.</param>
    /// <param name="path">Where it is in the body; empty for the body itself.</param>
    /// <param name="errors">Takes messages by path.</param>
    public static void Check(object value, JsonTypeInfo type, string path, Dictionary<string, string[]> errors)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            foreach (var (index, entry) in ((System.Collections.IEnumerable)value).Cast<object>().Index())
                Check(entry, type.Options.GetTypeInfo(type.ElementType!), $"{path}[{index}]", errors);
            return;
        }
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var given = property.Get!(value);
            var wrong = Rules(property).Where(rule => !rule.IsValid(given)).Select(rule => Describe(rule, property.Name)).ToArray();
            if (wrong.Length > 0)
                errors.TryAdd(at, wrong);
            else if (given is not null)
                Check(given, type.Options.GetTypeInfo(property.PropertyType), at, errors);
        }
    }

    /// <summary>The rules of a property.</summary>
    internal static IEnumerable<ValidationAttribute> Rules(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? [];

    private static string Describe(ValidationAttribute rule, string name) => rule switch
    {
        RangeAttribute range => $"This has to be a number from {range.Minimum} to {range.Maximum}.",
        LengthAttribute { MinimumLength: > 0, MaximumLength: int.MaxValue } => "This must not be empty.",
        LengthAttribute length => $"This has to have {length.MinimumLength} to {length.MaximumLength} entries or characters.",
        MaxLengthAttribute longest => $"This has to have at most {longest.Length} entries or characters.",
        MinLengthAttribute { Length: 1 } => "This must not be empty.",
        _ => rule.FormatErrorMessage(name),
    };
}
