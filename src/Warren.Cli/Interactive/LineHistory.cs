using System.Text;
using System.Text.RegularExpressions;
using Warren.Cli.Logins;

namespace Warren.Cli.Interactive;

/// <summary>
/// Lines that were entered, kept for the next time in a file that only its owner can read. What may hold a secret is
/// known until the end of the program, and not kept: bodies and queries of calls, lines that speak of one, and lines that
/// begin with a blank.
/// </summary>
internal sealed partial class LineHistory
{
    private const int Most = 1000;
    private const int Longest = 4096;
    private readonly string _file;
    private readonly List<string> _lines;
    private int _at;
    private string _draft = "";

    /// <summary>Reads the file.</summary>
    public LineHistory(string file)
    {
        _file = file;
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        _lines = [.. lines.TakeLast(Most)];
        if (lines.Length > Most)
            OwnerFile.Write(file, Encoding.UTF8.GetBytes(string.Concat(_lines.Select(line => line + "\n"))));
        _at = _lines.Count;
    }

    /// <summary>Adds a line that was entered.</summary>
    public void Add(string line)
    {
        if (line.Trim().Length > 0 && _lines.LastOrDefault() != line)
        {
            _lines.Add(line);
            if (Kept(line) is { } kept)
                Append(kept);
        }
        (_at, _draft) = (_lines.Count, "");
    }

    /// <summary>The line before; null where there is none.</summary>
    /// <param name="current">What stands there now, which is found again further down.</param>
    public string? Back(string current)
    {
        if (_at == 0)
            return null;
        if (_at == _lines.Count)
            _draft = current;
        return _lines[--_at];
    }

    /// <summary>The line behind; null where there is none.</summary>
    public string? Forward() => _at >= _lines.Count ? null : ++_at == _lines.Count ? _draft : _lines[_at];

    /// <summary>What of a line is kept in the file; null for nothing.</summary>
    public static string? Kept(string line)
    {
        if (line is [' ' or '\t', ..] || line.Length > Longest)
            return null;
        var kept = Call().Match(line) is { Success: true } call ? call.Value : line.TrimEnd();
        return Secret().IsMatch(kept) ? null : kept;
    }

    private void Append(string line)
    {
        using var file = OwnerFile.Open(_file, FileMode.Append, FileShare.ReadWrite);
        file.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    // A call up to the query of its path: "/api POST secrets".
    [GeneratedRegex(@"\A/api\s+([A-Za-z]+\s+)?[^\s?{\[]+")]
    private static partial Regex Call();

    [GeneratedRegex(@"passw|secret\w*\s*[=:]|token\w*\s*[=:]|credential|api.?key|_key\b|bearer|authorization|private.key|\bwk_|\beyJ|[=:]\s*\S{32,}|://[^/\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
