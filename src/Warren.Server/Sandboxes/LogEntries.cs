using System.Text;
using System.Text.Unicode;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Logs;

namespace Warren.Server.Sandboxes;

/// <summary>The wire form of a piece of a log.</summary>
internal static class LogEntries
{
    /// <summary>Makes it.</summary>
    public static LogEntry ToEntry(LogPiece piece)
    {
        var isText = Utf8.IsValid(piece.Data.Span);
        return new()
        {
            Sequence = piece.Sequence,
            Time = piece.Time,
            Exec = piece.Exec,
            Stream = piece.Stream,
            Offset = piece.Offset,
            Dropped = piece.Dropped > 0 ? piece.Dropped : null,
            Text = isText ? Encoding.UTF8.GetString(piece.Data.Span) : null,
            Base64 = isText ? null : piece.Data.ToArray(),
        };
    }
}
