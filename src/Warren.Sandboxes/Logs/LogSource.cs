using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Logs;

/// <summary>One output of an exec as a part of a log.</summary>
internal sealed class LogSource(KeptExec exec, bool isError) : IDisposable
{
    private readonly JournalReader _reader = new(isError ? exec.Stderr : exec.Stdout);

    /// <summary>Place of the piece that was found.</summary>
    public long Sequence => _reader.Record.Sequence;

    /// <summary>Goes behind a place, and to a time.</summary>
    public void Seek(long after, long ticks)
    {
        _reader.Seek(after, ticks);
        _reader.Park();
    }

    /// <summary>Finds the next piece. Where there is none, says whether there may be one later.</summary>
    public bool TryFind(out bool isComplete)
    {
        isComplete = exec.Record.End is not null || exec.IsRemoved;
        var found = _reader.TryFind();
        if (!found)
            _reader.Park();
        return found;
    }

    /// <summary>Takes the piece that was found; its bytes are empty where they were removed just now.</summary>
    public LogPiece Take()
    {
        var (record, gap) = (_reader.Record, _reader.Gap);
        var data = _reader.Take();
        return new(record.Sequence, new(record.Ticks, TimeSpan.Zero), exec.Id, isError ? "stderr" : "stdout", _reader.Offset - data.Length, gap, data);
    }

    /// <summary>Gives file and memory back until it is read from again.</summary>
    public void Park() => _reader.Park();

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
