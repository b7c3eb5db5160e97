using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Warren.Cli.Output;

/// <summary>
/// Writes values of JSON in YAML 1.2's block style. Texts that could be read as something else are in double quotes, where
/// YAML takes all of JSON's escapes (section 7.3.1).
/// </summary>
internal static partial class YamlText
{
    private const string Indent = "  ";

    /// <summary>One document, with its marker.</summary>
    public static string Document(JsonElement value)
    {
        var text = new StringBuilder("---\n");
        if (IsBlock(value))
            Block(text, value, "");
        else
            text.Append(Scalar(value)).Append('\n');
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonElement value, string indent)
    {
        if (value.ValueKind == JsonValueKind.Array)
            foreach (var entry in value.EnumerateArray())
                Entry(text.Append(indent).Append('-'), entry, indent, isInList: true);
        else
            foreach (var member in value.EnumerateObject())
                Entry(text.Append(indent).Append(Text(member.Name)).Append(':'), member.Value, indent, isInList: false);
    }

    private static void Entry(StringBuilder text, JsonElement value, string indent, bool isInList)
    {
        if (!IsBlock(value))
            text.Append(' ').Append(Scalar(value)).Append('\n');
        else if (isInList)
        {
            // The first line of what is inside stands behind the dash.
            var inner = new StringBuilder();
            Block(inner, value, indent + Indent);
            text.Append(' ').Append(inner, indent.Length + Indent.Length, inner.Length - indent.Length - Indent.Length);
        }
        else
            Block(text.Append('\n'), value, indent + Indent);
    }

    private static bool IsBlock(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Text(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Text(string text) =>
        Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    // Begins with a letter or a slash, so it is no number and no time; has nothing that begins something in YAML.
    [GeneratedRegex(@"\A[A-Za-z_/][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+(][A-Za-z0-9_./@+)-]*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // What readers of YAML 1.1 or 1.2 take for a truth value, nothing, or no number.
    [GeneratedRegex(@"\A(y|n|yes|no|on|off|true|false|null)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}
