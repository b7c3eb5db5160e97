using System.Text;

namespace Warren.Cli.Output;

/// <summary>Text of several lines that is shown again and again: in place on a terminal, else one behind the other.</summary>
internal sealed class LiveText
{
    private int _lines;

    /// <summary>Shows it.</summary>
    public void Show(string text)
    {
        var back = Screen.IsTerminal && _lines > 0 ? $"\e[{_lines}A\r\e[J" : "";
        StandardStream.Output.Write(Encoding.UTF8.GetBytes(back + text));
        _lines = text.AsSpan().Count('\n');
    }
}
