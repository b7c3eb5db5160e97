using System.Text.RegularExpressions;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>What a search looks for. A regular expression that takes too long for a line gives up on it.</summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly GuestSearchRequest _request;
    private readonly Regex? _regex;

    public TextPattern(GuestSearchRequest request)
    {
        _request = request;
        if (!request.Regex)
            return;
        try
        {
            _regex = new(request.Pattern, RegexOptions.CultureInvariant | (request.IgnoreCase ? RegexOptions.IgnoreCase : 0), Patience);
        }
        catch (RegexParseException wrong)
        {
            throw GuestFailure.Invalid($"no regular expression, because of {wrong.Error} at {wrong.Offset}: {request.Pattern}");
        }
    }

    /// <summary>Whether the exact bytes of the text are looked for.</summary>
    public bool IsExact => _regex is null && !_request.IgnoreCase;

    /// <summary>Index of the first match in a line; negative for none.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took too long.</exception>
    public int Find(string line)
    {
        if (_regex is null)
            return line.IndexOf(_request.Pattern, Comparison);
        var match = _regex.Match(line);
        return match.Success ? match.Index : -1;
    }

    /// <summary>Replaces every match; a regular expression line by line. Gives how many there were.</summary>
    public (string Text, int Count) Replace(string text)
    {
        var replacement = _request.Replacement!;
        if (_regex is not null)
            return ReplaceLines(text, replacement);
        var count = 0;
        for (var at = 0; (at = text.IndexOf(_request.Pattern, at, Comparison)) >= 0; at += _request.Pattern.Length)
            count++;
        return count == 0 ? (text, 0) : (text.Replace(_request.Pattern, replacement, Comparison), count);
    }

    private StringComparison Comparison => _request.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private (string Text, int Count) ReplaceLines(string text, string replacement)
    {
        var count = 0;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            // The end of a line is before its carriage return, too.
            var end = lines[i].EndsWith('\r') ? "\r" : "";
            lines[i] = _regex!.Replace(lines[i][..^end.Length], match =>
            {
                count++;
                return match.Result(replacement);
            }) + end;
        }
        return (count == 0 ? text : string.Join('\n', lines), count);
    }
}
