using System.Text;
using Warren.Cli.Commands;

namespace Warren.Cli.Output;

/// <summary>Writes pieces of logs byte for byte, or as lines with the time in front.</summary>
internal sealed class LogLines(Stream output, bool withTimes)
{
    private string? _open; // The exec whose line is not yet ended.

    /// <summary>Writes a piece.</summary>
    public void Write(string exec, DateTimeOffset time, ReadOnlySpan<byte> piece)
    {
        if (!withTimes)
        {
            output.Write(piece);
            return;
        }
        if (_open is not null && _open != exec)
            Finish();
        var stamp = Encoding.ASCII.GetBytes(FeedCommands.Stamp(time) + " ");
        while (piece.Length > 0)
        {
            if (_open is null)
                output.Write(stamp);
            var end = piece.IndexOf((byte)'\n') + 1;
            var line = end == 0 ? piece : piece[..end];
            output.Write(line);
            _open = end == 0 ? exec : null;
            piece = piece[line.Length..];
        }
    }

    /// <summary>Ends a line that is not ended.</summary>
    public void Finish()
    {
        if (_open is not null)
            output.Write("\n"u8);
        _open = null;
    }
}
