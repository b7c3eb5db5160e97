using Warren.Api;

namespace Warren.Cli.Commands;

/// <summary>Options of the form <c>KEY=VALUE</c>.</summary>
internal static class Pairs
{
    /// <summary>Reads them; null where there are none.</summary>
    public static Dictionary<string, string>? Parse(string option, string[]? given)
    {
        if (given is not { Length: > 0 })
            return null;
        Dictionary<string, string> pairs = [];
        foreach (var text in given)
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var split))
                throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is not what {option} takes; write KEY=VALUE.");
            pairs[text[..split]] = text[(split + 1)..];
        }
        return pairs;
    }
}
