using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Warren.Sandboxes.Execs;

/// <summary>Reads a journal record by record, while it is written or later.</summary>
internal sealed class JournalReader(Journal journal, long offset = 0) : IDisposable
{
    private JournalSegment? _segment;
    private SafeFileHandle? _file;
    private byte[]? _window;
    private long _windowStart;
    private int _windowLength;
    private long _position;
    private long _recordOffset;
    private JournalHeader _record;

    /// <summary>Offset of the next byte.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The record that was found last.</summary>
    public JournalHeader Record => _record;

    /// <summary>Bytes between <see cref="Offset"/> and the record that are not kept.</summary>
    public long Gap => Math.Max(0, _recordOffset - Offset);

    /// <summary>Finds the next record that has bytes at or behind the offset; <see langword="false"/> where none was written yet.</summary>
    public bool TryFind()
    {
        while (_record.Length == 0)
        {
            // In this order: a file is complete where the list that was read before has another one behind it.
            var segments = journal.Segments;
            if (_segment is not null && TryReadHeader())
            {
                if (_recordOffset + _record.Length <= Offset)
                    Advance();
                continue;
            }
            var next = _segment is null ? First(segments) : Array.Find(segments, segment => segment.Start > _segment.Start);
            if (next is null)
                return false;
            Enter(next);
        }
        return true;
    }

    /// <summary>Bytes of the record that was found, from the offset on; valid until the next is looked for.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var skipped = (int)Math.Max(0, Offset - _recordOffset);
        // What was removed just now becomes a part of the gap before the next record.
        if (TryLoad(_position + JournalHeader.Size, _record.Length, out var data))
            Offset = _recordOffset + _record.Length;
        Advance();
        return data.IsEmpty ? default : data[skipped..];
    }

    /// <summary>Goes on behind the record that was found, without its bytes.</summary>
    public void Pass()
    {
        Offset = Math.Max(Offset, _recordOffset + _record.Length);
        Advance();
    }

    /// <summary>Goes to the first record with a greater sequence, and a time that is not before another.</summary>
    public void Seek(long sequence, long ticks)
    {
        var segments = journal.Segments;
        var from = Array.FindLastIndex(segments, segment => segment.ReadFirst() is { } first && (first.Sequence <= sequence || first.Ticks < ticks));
        if (from >= 0)
        {
            Enter(segments[from]);
            Offset = Math.Max(Offset, segments[from].Start);
        }
        while (TryFind() && (_record.Sequence <= sequence || _record.Ticks < ticks))
            Pass();
        if (_record.Length > 0)
            Offset = Math.Max(Offset, _recordOffset);
    }

    /// <summary>Gives file and memory back until it is read from again.</summary>
    public void Park()
    {
        _file?.Dispose();
        _file = null;
        if (_window is not null)
            ArrayPool<byte>.Shared.Return(_window);
        (_window, _windowLength) = (null, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Park();

    private JournalSegment? First(JournalSegment[] segments) =>
        Array.FindLast(segments, segment => segment.Start <= Offset) ?? (segments is [var first, ..] ? first : null);

    private void Enter(JournalSegment segment)
    {
        _file?.Dispose();
        (_file, _segment) = (null, segment);
        (_position, _windowLength, _recordOffset, _record) = (0, 0, segment.Start, default);
    }

    private void Advance()
    {
        _position += _record.RecordSize;
        _recordOffset += _record.Length;
        _record = default;
    }

    private bool TryReadHeader()
    {
        if (_position + JournalHeader.Size > _segment!.Bytes || !TryLoad(_position, JournalHeader.Size, out var bytes)
            || !JournalHeader.TryRead(bytes.Span, out var header) || _position + header.RecordSize > _segment.Bytes)
            return false;
        _record = header;
        return true;
    }

    private bool TryLoad(long position, int count, out ReadOnlyMemory<byte> data)
    {
        data = default;
        if (position < _windowStart || position + count > _windowStart + _windowLength)
        {
            _file ??= _segment!.TryOpen();
            if (_file is null)
                return false;
            _window ??= ArrayPool<byte>.Shared.Rent(JournalHeader.Size + JournalHeader.MaxLength);
            var most = (int)Math.Min(_window.Length, _segment!.Bytes - position);
            (_windowStart, _windowLength) = (position, most <= 0 ? 0 : RandomAccess.Read(_file, _window.AsSpan(0, most), position));
            if (_windowLength < count)
                return false;
        }
        data = _window.AsMemory((int)(position - _windowStart), count);
        return true;
    }
}
