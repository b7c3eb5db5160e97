using System.Text.Json;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Tools;

namespace Warren.Cli.Commands.Access;

/// <summary>Rules of roles as a command line has them: <c>VERBS:RESOURCES</c> or <c>VERBS:RESOURCES:NAMES</c>, each with commas between.</summary>
internal static class RuleText
{
    /// <summary>Reads those that were given, from the command line or from a file of JSON.</summary>
    /// <exception cref="WarrenException">They are none, or both or neither was given.</exception>
    public static IReadOnlyList<RoleRule> Read(string[]? rules, string? file) => (rules, file) switch
    {
        ({ Length: > 0 }, null) => [.. rules.Select(Parse)],
        (null or [], { } path) => ReadFile(path),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "Give either rules with --rule, or a file of them with --rules-file."),
    };

    /// <summary>Writes one.</summary>
    public static string Format(RoleRule rule)
    {
        var text = $"{string.Join(',', rule.Verbs)}:{string.Join(',', rule.Resources)}";
        return rule.ResourceNames is { Count: > 0 } names ? $"{text}:{string.Join(',', names)}" : text;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="WarrenException">It is none.</exception>
    public static RoleRule Parse(string text)
    {
        var parts = text.Split(':').Select(part => part.Split(',', StringSplitOptions.TrimEntries)).ToList();
        if (parts.Count is not (2 or 3) || parts.Any(words => words.Any(word => word.Length == 0)))
            throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is not what --rule takes; write VERBS:RESOURCES or VERBS:RESOURCES:NAMES, such as get,list:sandboxes.");
        return new() { ApiGroups = [""], Verbs = parts[0], Resources = parts[1], ResourceNames = parts.Count == 3 ? parts[2] : null };
    }

    private static List<RoleRule> ReadFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadText(path));
            if (document.RootElement.ValueKind == JsonValueKind.Array)
                return [.. document.RootElement.EnumerateArray().Select(rule => rule.Deserialize(WarrenJson.Wire.RoleRule)!)];
        }
        catch (JsonException failure)
        {
            throw Refuse(failure.Message, failure);
        }
        throw Refuse("It is no list.", null);
    }

    private static WarrenException Refuse(string reason, Exception? inner) => new(
        ErrorCode.InvalidRequest, $"--rules-file takes a list of rules in JSON, such as [{{\"apiGroups\":[\"\"],\"resources\":[\"sandboxes\"],\"verbs\":[\"get\"]}}]: {reason}", inner);
}
