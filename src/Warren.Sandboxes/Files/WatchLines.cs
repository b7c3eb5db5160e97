using System.Buffers;
using System.Text.Json;
using Warren.Api.Files;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Files;

/// <summary>Takes events out of what a watch writes, whose bytes may begin or break off in the middle of a line.</summary>
internal sealed class WatchLines(long position)
{
    private const int MaxLine = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isDropped;

    /// <summary>Adds bytes; gives every event that they complete.</summary>
    public void Add(ReadOnlySpan<byte> data, Action<FileEvent> publish)
    {
        while (!data.IsEmpty)
        {
            var end = data.IndexOf((byte)'\n');
            var piece = end < 0 ? data : data[..end];
            if (_line.WrittenCount + piece.Length > MaxLine)
                throw HelperProgram.Lies();
            _line.Write(piece);
            position += piece.Length;
            if (end < 0)
                return;
            position++;
            data = data[(end + 1)..];
            Complete(publish);
        }
    }

    /// <summary>Notes that bytes are missing here.</summary>
    public void Skip(long count)
    {
        position += count;
        _line.ResetWrittenCount();
        _isDropped = true;
    }

    private void Complete(Action<FileEvent> publish)
    {
        var line = Parse(_line.WrittenSpan);
        _line.ResetWrittenCount();
        if (line is null || !Enum.TryParse<FileChange>(line.Type, ignoreCase: true, out var type))
            return;
        if (_isDropped)
        {
            _isDropped = false;
            publish(new() { Seq = line.Seq - 1, Offset = position - 1, Type = FileChange.Overflow, Path = "", Time = line.Time });
        }
        publish(new() { Seq = line.Seq, Offset = position, Type = type, Path = line.Path, From = line.From, IsFolder = line.IsFolder, Time = line.Time });
    }

    // The rest of a line whose start is missing is none; nor is what user code may have made of the program.
    private static GuestFileEvent? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GuestJson.Default.GuestFileEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
