using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Writes the lines of files that hold a text.</summary>
internal sealed class SearchProgram(GuestSearchRequest request, TextFiles files)
{
    private const int MaxText = 1024;
    private const int Before = 256;

    private readonly TextPattern _pattern = new(request);
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(request.Pattern);
    private int _found;
    private bool _truncated;

    public static int Run(GuestSearchRequest request)
    {
        using var files = new TextFiles(request);
        var search = new SearchProgram(request, files);
        files.ForEach(search.Visit, () => search._truncated);
        files.Write(new() { FilesSearched = files.Searched, FilesSkipped = files.Skipped, Truncated = search._truncated });
        return 0;
    }

    private bool Visit(byte[] path, SafeFileHandle file)
    {
        var lines = new LineReader(file);
        if (lines.IsBinary())
            return false;
        var shown = Encoding.UTF8.GetString(path);
        var isDone = false;
        while (!_truncated)
        {
            if (_pattern.IsExact)
                lines.SkipWithout(_bytes);
            if (!lines.TryRead(out var line))
                break;
            isDone &= !lines.IsStart; // One match a line, also where it comes in pieces.
            if (isDone || (_pattern.IsExact && line.IndexOf(_bytes) < 0))
                continue;
            var text = Encoding.UTF8.GetString(line);
            if (_pattern.Find(text) is >= 0 and var column)
            {
                isDone = true;
                Report(shown, lines.Line, column, text);
            }
        }
        return true;
    }

    private void Report(string path, int line, int column, string text)
    {
        if (_found++ == request.MaxResults)
        {
            _truncated = true;
            return;
        }
        var start = text.Length <= MaxText ? 0 : Math.Max(0, column - Before);
        files.Write(new() { Path = path, Line = line, Column = column + 1, Text = text.Substring(start, Math.Min(MaxText, text.Length - start)) });
    }
}
