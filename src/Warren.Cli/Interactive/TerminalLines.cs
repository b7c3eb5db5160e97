using System.Text;
using Warren.Cli.Output;
using Warren.Cli.Terminals;

namespace Warren.Cli.Interactive;

/// <summary>Lines that a person writes on the terminal, which passes on every key while they do.</summary>
internal sealed class TerminalLines : ILineSource
{
    private const int UsualWidth = 80;
    private readonly LineEditor _editor;

    /// <summary>Reads the history.</summary>
    public TerminalLines(LineHistory history, ICompleter completer)
    {
        var keys = new KeyReader(StandardStream.Input, TerminalDevice.HasInput);
        _editor = new(keys, text => StandardStream.Output.Write(Encoding.UTF8.GetBytes(text)), Width, history, completer);
    }

    /// <inheritdoc/>
    public bool IsInteractive => true;

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        using var raw = new RawMode();
        return await _editor.ReadAsync(prompt, cancellationToken);
    }

    private static int Width() => TerminalDevice.ReadSize() is { Columns: > 0 and var columns } ? columns : UsualWidth;
}
