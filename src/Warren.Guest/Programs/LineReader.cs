using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;

namespace Warren.Guest.Programs;

/// <summary>Reads a file line by line; what a line has beyond a mebibyte comes as another piece of it.</summary>
internal sealed class LineReader(SafeFileHandle file)
{
    private const int MaxPiece = 1 << 20;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;
    private long _offset;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether the last piece is the start of its line.</summary>
    public bool IsStart { get; private set; } = true;

    private bool _endsLine = true;

    /// <summary>Whether the start of the file holds no text.</summary>
    public bool IsBinary()
    {
        Fill();
        return _buffer.AsSpan(_start, Math.Min(_end - _start, 8192)).Contains((byte)0);
    }

    /// <summary>The next line without its end, or a piece of one; <see langword="false"/> behind the last.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length < 0 && rest.Length < MaxPiece && Fill())
                continue;
            line = length < 0 ? rest : rest[..length];
            if (length < 0 && rest.IsEmpty)
                return false;
            _start += length < 0 ? rest.Length : length + 1;
            IsStart = _endsLine;
            Line += _endsLine ? 1 : 0;
            _endsLine = length >= 0;
            if (_endsLine && line is [.., (byte)'\r'])
                line = line[..^1];
            return true;
        }
    }

    /// <summary>
    /// Skips lines that lack a text, as far as the buffer goes, and counts them: most of most files is never looked
    /// at line by line.
    /// </summary>
    public void SkipWithout(ReadOnlySpan<byte> text)
    {
        while (_endsLine)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var found = rest.IndexOf(text);
            var lastEnd = (found < 0 ? rest : rest[..found]).LastIndexOf((byte)'\n');
            if (lastEnd >= 0)
            {
                Line += rest[..(lastEnd + 1)].Count((byte)'\n');
                _start += lastEnd + 1;
            }
            if (found >= 0 || !Fill())
                return;
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxPiece)
                return false;
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        var count = NewEntry.Read(file, _buffer.AsSpan(_end), _offset);
        (_end, _offset) = (_end + count, _offset + count);
        return count > 0;
    }
}
