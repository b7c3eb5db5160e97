using System.Text.Json;

namespace Warren.Api.Settings;

/// <summary>
/// Reads the configuration file: one JSON object with settings by their names in camel case, comments and trailing commas
/// allowed, such as <c>{ "port": 9000, "hosts": ["warren.lan"] }</c>.
/// </summary>
public static class ConfigFile
{
    /// <summary>Its name in the state folder.</summary>
    public const string FileName = "config.json";

    private const int MaxBytes = 256 * 1024;
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isNamed">Whether somebody named it: then it has to be there.</param>
    /// <returns>Values by setting.</returns>
    /// <exception cref="WarrenException">It cannot be read, or has what is no setting; everything wrong is named.</exception>
    public static IReadOnlyDictionary<Setting, string> Read(string path, bool isNamed)
    {
        try
        {
            if (!isNamed && !File.Exists(path))
                return new Dictionary<Setting, string>();
            if (new FileInfo(path).Length > MaxBytes)
                throw Wrong("it is larger than 256 KiB.");
            return Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong("there is none where WARREN_CONFIG or --config says.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong("it may not be read by this user.");
        }
    }

    /// <summary>Reads the text of one.</summary>
    public static IReadOnlyDictionary<Setting, string> Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : throw Wrong("it holds no JSON object.");
        }
        catch (JsonException failure)
        {
            throw Wrong($"line {failure.LineNumber + 1} is no JSON.");
        }
    }

    private static Dictionary<Setting, string> Read(JsonElement root)
    {
        Dictionary<Setting, string> values = [];
        Dictionary<string, string[]> errors = [];
        foreach (var member in root.EnumerateObject())
        {
            if (SettingCatalog.All.FirstOrDefault(setting => setting.Key == member.Name) is not { } known)
                errors[member.Name] = ["There is no such setting; `warren config show` lists all."];
            else if (known == SettingCatalog.StateFolder || known == SettingCatalog.ConfigFile)
                errors[member.Name] = ["This cannot be set by the file that is found by it; use a flag or a variable."];
            else if (Text(member.Value, known.Separator) is { } value)
                values[known] = value;
            else if (member.Value.ValueKind != JsonValueKind.Null)
                errors[member.Name] = ["This has to be a text, a number, true, false, or a list of texts."];
        }
        return errors.Count == 0 ? values : throw new WarrenException(errors);
    }

    private static string? Text(JsonElement value, char separator) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String) =>
            string.Join(separator, value.EnumerateArray().Select(entry => entry.GetString())),
        _ => null,
    };

    private static WarrenException Wrong(string reason) => new(ErrorCode.InvalidRequest, $"The configuration file does not count: {reason}");
}
