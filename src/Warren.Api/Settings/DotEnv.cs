using System.Text;
using Warren.Api.Local;

namespace Warren.Api.Settings;

/// <summary>
/// Reads the file <c>.env</c> of a folder: a line <c>NAME=VALUE</c> each, with or without <c>export</c> in front; comments
/// begin with <c>#</c>; a value in single quotes is as it stands, in double quotes <c>\n</c>, <c>\t</c>, <c>\"</c>, <c>\\</c> and
/// <c>\$</c> have their meaning; nothing is replaced by other variables.
/// </summary>
public static class DotEnv
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".env";

    private const int MaxBytes = 64 * 1024;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Reads the file of a folder, if there is one that is ours.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="owners">The users whose file it may be.</param>
    /// <param name="notices">Told why a file that is there does not count.</param>
    /// <exception cref="WarrenException">A line that sets something of ours cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Read(string folder, IReadOnlySet<uint> owners, ICollection<string> notices)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
                return new Dictionary<string, string>();
            if (Refuse(path, owners) is { } reason)
                notices.Add($"The file .env of this folder does not count: {reason}");
            else
                return Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notices.Add("The file .env of this folder does not count: it cannot be read.");
        }
        return new Dictionary<string, string>();
    }

    /// <summary>Reads the text of one. Lines that are none, such as other programs may know, are passed over.</summary>
    /// <exception cref="WarrenException">The value of one of our variables has no end.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> values = [];
        var number = 0;
        foreach (var whole in text.Split('\n'))
        {
            number++;
            var line = whole.Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();
            if (line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals) || line[0] == '#')
                continue;
            var name = line[..equals].TrimEnd();
            if (Value(line[(equals + 1)..].Trim()) is { } value)
                values[name] = value;
            else if (Setting.IsOwn(name))
                throw new WarrenException(ErrorCode.InvalidRequest, $"Line {number} of the file .env cannot be read: the value of {name} has no closing quotation mark.");
        }
        return values;
    }

    // Who can write it says what the server does, and the server has root's rights.
    private static string? Refuse(string path, IReadOnlySet<uint> owners)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            return "it is a link.";
        if (!owners.Contains(FileOwner.Read(path)))
            return "it belongs to somebody else.";
        if ((file.UnixFileMode & WritableByOthers) != 0)
            return "others can write it; `chmod go-w .env` changes that.";
        return file.Length > MaxBytes ? "it is larger than 64 KiB." : null;
    }

    private static string? Value(string text) => text switch
    {
        ['\'', ..] => text.IndexOf('\'', 1) is > 0 and var end ? text[1..end] : null,
        ['"', ..] => Unescape(text),
        _ => text.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment ? text[..comment].TrimEnd() : text,
    };

    private static string? Unescape(string text)
    {
        var value = new StringBuilder(text.Length);
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
                return value.ToString();
            if (text[at] != '\\' || at + 1 == text.Length)
                value.Append(text[at]);
            else
                value.Append(text[++at] switch { 'n' => "\n", 't' => "\t", '"' => "\"", '\\' => "\\", '$' => "$", var other => $"\\{other}" });
        }
        return null;
    }
}
