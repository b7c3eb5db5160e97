namespace Warren.Sandboxes.Execs;

/// <summary>Bytes of one output without a gap, as they are kept at the moment.</summary>
public sealed class OutputContent : IDisposable
{
    private readonly JournalReader _reader;
    private long _left;

    internal OutputContent(Journal journal, long offset, long? length)
    {
        (End, _left) = (journal.End, length ?? long.MaxValue);
        _reader = new(journal, offset);
        Offset = _reader.TryFind() ? offset + _reader.Gap : Math.Max(offset, End);
    }

    /// <summary>Offset of the first byte: behind the one that was asked for where that is not kept any more.</summary>
    public long Offset { get; }

    /// <summary>Offset after the newest byte.</summary>
    public long End { get; }

    /// <summary>The next bytes, valid until the next call; empty at the end, or where what follows is not kept.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        // The gap before the first byte was said by the offset; the next one ends this.
        if (_left <= 0 || !_reader.TryFind() || (_reader.Gap > 0 && _reader.Offset >= Offset))
            return default;
        var data = _reader.Take();
        data = data[..(int)Math.Min(data.Length, _left)];
        _left -= data.Length;
        return data;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
