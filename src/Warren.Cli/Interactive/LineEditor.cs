using System.Text;

namespace Warren.Cli.Interactive;

/// <summary>
/// Lets a person write a line on a terminal that passes on every key, with history and completion. The line stays in one
/// row, which moves along where it is too narrow.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="write">Writes to the terminal.</param>
/// <param name="width">Columns of the terminal.</param>
/// <param name="history">Lines of before.</param>
/// <param name="completer">Completes.</param>
internal sealed class LineEditor(KeyReader keys, Action<string> write, Func<int> width, LineHistory history, ICompleter completer)
{
    private const int NarrowestLine = 10;
    private const int MostShown = 200;

    /// <summary>Reads a line.</summary>
    /// <param name="prompt">What stands in front of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The line; null at the end of the input.</returns>
    public async Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        var line = new LineBuffer();
        while (true)
        {
            Draw(prompt, line);
            var key = await keys.ReadAsync(cancellationToken);
            switch (key.Kind)
            {
                case KeyKind.Enter:
                    line.Apply(new(KeyKind.Finish));
                    Draw(prompt, line);
                    write("\r\n");
                    history.Add(line.Text);
                    return line.Text;
                case KeyKind.Interrupt:
                    write("^C\r\n");
                    line.Set("");
                    break;
                case KeyKind.End when line.Text.Length == 0:
                    write("\r\n");
                    return null;
                case KeyKind.End:
                    line.Apply(new(KeyKind.Delete)); // As in shells.
                    break;
                case KeyKind.Up:
                    line.Set(history.Back(line.Text) ?? line.Text);
                    break;
                case KeyKind.Down:
                    line.Set(history.Forward() ?? line.Text);
                    break;
                case KeyKind.Clear:
                    write("\e[H\e[2J");
                    break;
                case KeyKind.Tab:
                    await CompleteAsync(line, cancellationToken);
                    break;
                default:
                    line.Apply(key);
                    break;
            }
        }
    }

    private async Task CompleteAsync(LineBuffer line, CancellationToken cancellationToken)
    {
        var completion = await completer.CompleteAsync(line.BeforeCursor, cancellationToken);
        var typed = line.BeforeCursor[completion.Start..];
        switch (completion.Candidates)
        {
            case []:
                write("\a");
                break;
            case [var only]:
                line.Replace(completion.Start, only.EndsWith('/') ? only : only + " ");
                break;
            default:
                if (completion.CommonPrefix() is var common && common.Length > typed.Length)
                    line.Replace(completion.Start, common);
                else
                    List(completion.Candidates);
                break;
        }
    }

    private void List(IReadOnlyList<string> candidates)
    {
        var shown = candidates.Take(MostShown).ToList();
        var column = shown.Max(candidate => candidate.Length) + 2;
        var columns = Math.Max(1, width() / column);
        var text = new StringBuilder("\r\n");
        foreach (var row in shown.Chunk(columns))
            text.Append(string.Concat(row.Select(candidate => candidate.PadRight(column))).TrimEnd()).Append("\r\n");
        if (candidates.Count > shown.Count)
            text.Append($"... and {candidates.Count - shown.Count} more\r\n");
        write(text.ToString());
    }

    private void Draw(string prompt, LineBuffer line)
    {
        var (shown, column) = line.View(Math.Max(NarrowestLine, width() - prompt.Length));
        var at = prompt.Length + column;
        write($"\r{prompt}{shown}\e[K\r{(at > 0 ? $"\e[{at}C" : "")}");
    }
}
