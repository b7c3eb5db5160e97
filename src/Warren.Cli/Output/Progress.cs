namespace Warren.Cli.Output;

/// <summary>Tells on standard error what a long step is doing: one line that changes on a terminal, else a line each.</summary>
internal sealed class Progress : IDisposable
{
    private const int UsualWidth = 80;
    private readonly bool _live = !Console.IsErrorRedirected;
    private bool _shown;

    /// <summary>Shows a step.</summary>
    public void Show(string text)
    {
        if (Screen.IsQuiet)
            return;
        if (_live)
        {
            var width = (TerminalDevice.ReadSize() is { Columns: > 0 and var columns } ? columns : UsualWidth) - 1;
            Console.Error.Write($"\r\e[K{(text.Length > width ? text[..width] : text)}");
            _shown = true;
        }
        else
            Console.Error.WriteLine(text);
    }

    /// <summary>Takes the changing line away.</summary>
    public void Dispose()
    {
        if (_shown)
            Console.Error.Write("\r\e[K");
    }
}
