using System.Globalization;
using System.Text;

namespace Warren.Cli.Interactive;

/// <summary>A line that is being written, with its cursor.</summary>
internal sealed class LineBuffer
{
    private readonly List<Rune> _letters = [];

    /// <summary>What stands there.</summary>
    public string Text => Join(0, _letters.Count);

    /// <summary>What stands in front of the cursor.</summary>
    public string BeforeCursor => Join(0, Cursor);

    /// <summary>Letters in front of the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>Puts another line in its place, with the cursor behind it.</summary>
    public void Set(string text)
    {
        _letters.Clear();
        _letters.AddRange(text.EnumerateRunes());
        Cursor = _letters.Count;
    }

    /// <summary>Puts a text in place of the last letters in front of the cursor.</summary>
    /// <param name="start">Length of what stays of <see cref="BeforeCursor"/>, in UTF-16 code units.</param>
    /// <param name="text">The text.</param>
    public void Replace(int start, string text)
    {
        var kept = BeforeCursor[..start].EnumerateRunes().Count();
        _letters.RemoveRange(kept, Cursor - kept);
        var letters = text.EnumerateRunes().ToList();
        _letters.InsertRange(kept, letters);
        Cursor = kept + letters.Count;
    }

    /// <summary>Does what a key of editing does; nothing for any other.</summary>
    public void Apply(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Letter:
                _letters.Insert(Cursor++, key.Letter);
                break;
            case KeyKind.Backspace:
                Remove(Left(), Cursor);
                break;
            case KeyKind.Delete:
                Remove(Cursor, Right());
                break;
            case KeyKind.KillWord:
                Remove(WordLeft(), Cursor);
                break;
            case KeyKind.KillToStart:
                Remove(0, Cursor);
                break;
            case KeyKind.KillToEnd:
                Remove(Cursor, _letters.Count);
                break;
            default:
                Cursor = Target(key.Kind);
                break;
        }
    }

    /// <summary>What of the line a row can show, so that the cursor is in it.</summary>
    /// <param name="width">Columns of the row.</param>
    /// <returns>The text, and the column of the cursor.</returns>
    public (string Shown, int Column) View(int width)
    {
        var start = 0;
        while (start < Cursor && Width(start, Cursor) >= width) // The cursor itself takes a column.
            start++;
        var end = start;
        while (end < _letters.Count && Width(start, end + 1) < width)
            end++;
        return (Join(start, end), Width(start, Cursor));
    }

    private int Target(KeyKind kind) => kind switch
    {
        KeyKind.Left => Left(),
        KeyKind.Right => Right(),
        KeyKind.WordLeft => WordLeft(),
        KeyKind.WordRight => WordRight(),
        KeyKind.Start => 0,
        KeyKind.Finish => _letters.Count,
        _ => Cursor,
    };

    private void Remove(int start, int end)
    {
        _letters.RemoveRange(start, end - start);
        Cursor = start;
    }

    // What is drawn onto the letter in front of it goes with that.
    private int Left()
    {
        var at = Math.Max(0, Cursor - 1);
        while (at > 0 && Width(_letters[at]) == 0)
            at--;
        return at;
    }

    private int Right()
    {
        var at = Math.Min(_letters.Count, Cursor + 1);
        while (at < _letters.Count && Width(_letters[at]) == 0)
            at++;
        return at;
    }

    private int WordLeft()
    {
        var at = Cursor;
        while (at > 0 && !Rune.IsLetterOrDigit(_letters[at - 1]))
            at--;
        while (at > 0 && Rune.IsLetterOrDigit(_letters[at - 1]))
            at--;
        return at;
    }

    private int WordRight()
    {
        var at = Cursor;
        while (at < _letters.Count && !Rune.IsLetterOrDigit(_letters[at]))
            at++;
        while (at < _letters.Count && Rune.IsLetterOrDigit(_letters[at]))
            at++;
        return at;
    }

    private string Join(int start, int end)
    {
        var text = new StringBuilder();
        for (var at = start; at < end; at++)
            text.Append(_letters[at]);
        return text.ToString();
    }

    private int Width(int start, int end)
    {
        var width = 0;
        for (var at = start; at < end; at++)
            width += Width(_letters[at]);
        return width;
    }

    // Columns as terminals count them, after wcwidth(3): combining marks none, what is wide in East Asia and pictures two
    // (Unicode Standard Annex 11).
    private static int Width(Rune letter)
    {
        if (Rune.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return letter.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf and not 0x303f) or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff)
            or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f900 and <= 0x1f9ff)
            or (>= 0x20000 and <= 0x3fffd) ? 2 : 1;
    }
}
