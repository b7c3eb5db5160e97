using System.Text;
using Warren.Cli.Terminals;

namespace Warren.Cli.Output;

/// <summary>What our standard output and error can show.</summary>
internal static class Screen
{
    private const int Narrowest = 40;

    /// <summary>Whether standard output is a terminal.</summary>
    public static bool IsTerminal { get; } = !Console.IsOutputRedirected;

    /// <summary>Whether standard output takes colours: a terminal that does, and nobody said NO_COLOR (no-color.org).</summary>
    public static bool HasColor { get; } = IsTerminal
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>Whether only results are wanted: no progress, no notices.</summary>
    public static bool IsQuiet { get; set; }

    /// <summary>Columns of the terminal; without limit where the output goes elsewhere.</summary>
    public static int Width => IsTerminal && TerminalDevice.ReadSize() is { Columns: > 0 and var columns } ? Math.Max(Narrowest, columns) : int.MaxValue;

    /// <summary>Tells something by the way, on standard error.</summary>
    public static void Notice(string text)
    {
        if (!IsQuiet)
            Console.Error.Write(RawMode.IsActive ? $"\r\nwarren: {text}\r\n" : $"warren: {text}\n");
    }

    /// <summary>Tells a person what a program need not know, on standard error where that is a terminal.</summary>
    public static void Remark(string text)
    {
        if (!Console.IsErrorRedirected)
            Notice(text);
    }

    /// <summary>Text that a sandbox may have chosen, without what a terminal would obey.</summary>
    public static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
            clean.Append(char.IsControl(letter) ? '?' : letter);
        return clean.ToString();
    }
}
