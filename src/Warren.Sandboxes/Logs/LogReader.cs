using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Logs;

/// <summary>
/// Reads what all execs of a sandbox wrote in the order they wrote it, and follows it. It holds back none of them: what
/// falls out of what is kept while it lags is told as dropped.
/// </summary>
public sealed class LogReader : IDisposable
{
    private const int MostOpen = 16;

    private readonly SandboxOutput _output;
    private readonly LogQuery _query;
    private readonly PriorityQueue<LogSource, long> _ready = new();
    private readonly List<LogSource> _idle = [];
    private LogSource? _current;
    private Task _changed = Task.CompletedTask;
    private long _newest;
    private long _limit;
    private int _linesToSkip;

    internal LogReader(SandboxOutput output, LogQuery query)
    {
        (_output, _query, After) = (output, query, query.After);
        if (query.Tail is { } lines)
            (After, _linesToSkip) = LogTail.Find(output, query, lines);
        _query = query with { After = After, Tail = null };
    }

    /// <summary>The place of the last piece that was read; everything before it that was asked for was read too.</summary>
    public long After { get; private set; }

    /// <summary>Whether all that was asked for can have been read: what wrote it has ended.</summary>
    public bool IsComplete => _query.Exec is not null && _newest > 0 && _ready.Count + _idle.Count == 0 && _current is null;

    /// <summary>Reads the next piece; <see langword="false"/> where none was written yet.</summary>
    public bool TryRead(out LogPiece piece)
    {
        do
        {
            Requeue();
            if ((!_ready.TryPeek(out var source, out var sequence) || sequence > _limit) && !TryRefresh(out source))
            {
                piece = default;
                return false;
            }
            _ready.Dequeue();
            _current = source;
            piece = SkipLines(source.Take());
            After = piece.Sequence;
        }
        while (piece.Data.IsEmpty);
        return true;
    }

    /// <summary>Waits until more may have been written, after <see cref="TryRead"/> found none; <see langword="false"/> when the time is over.</summary>
    /// <exception cref="WarrenException">NotFound, EngineUnavailable: the sandbox was removed, or the server stops.</exception>
    public async Task<bool> WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_output.IsRemoved)
            throw new WarrenException(ErrorCode.NotFound, "The sandbox was removed.");
        if (_output.IsAbandoned)
            throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping; go on behind the last place once it is back.");
        try
        {
            await _changed.WaitAsync(most, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current?.Dispose();
        foreach (var (source, _) in _ready.UnorderedItems)
            source.Dispose();
        foreach (var source in _idle)
            source.Dispose();
    }

    // The bytes of a piece are valid until its source is asked for the next.
    private void Requeue()
    {
        if (_current is not { } source)
            return;
        _current = null;
        Queue(source);
    }

    private bool TryRefresh(out LogSource source)
    {
        _changed = _output.Changed.Next;
        // Every piece up to here can be seen; of later ones some may be seen before an earlier one.
        _limit = _output.Published;
        AddNew();
        LogSource[] idle = [.. _idle];
        _idle.Clear();
        foreach (var one in idle)
            Queue(one);
        return _ready.TryPeek(out source!, out var sequence) && sequence <= _limit;
    }

    private void Queue(LogSource source)
    {
        if (source.TryFind(out var isComplete))
        {
            if (_ready.Count >= MostOpen)
                source.Park();
            _ready.Enqueue(source, source.Sequence);
        }
        else if (isComplete)
            source.Dispose();
        else
            _idle.Add(source);
    }

    private void AddNew()
    {
        foreach (var exec in _output.List(_newest))
        {
            _newest = Math.Max(_newest, exec.Number);
            if (!IsWanted(exec))
                continue;
            foreach (var isError in new[] { false, true })
            {
                if (_query.Stream is not null && _query.Stream != (isError ? "stderr" : "stdout"))
                    continue;
                var source = new LogSource(exec, isError);
                source.Seek(_query.After, _query.Since?.UtcTicks ?? 0);
                _idle.Add(source);
            }
        }
    }

    private bool IsWanted(KeptExec exec) =>
        (_query.Exec is null ? exec.Record.Kind != ExecKind.Terminal : exec.Id == _query.Exec)
        && (exec.Record.End is not { } end || (exec.Record.LastSequence > _query.After && end.Time >= (_query.Since ?? default)));

    private LogPiece SkipLines(LogPiece piece)
    {
        while (_linesToSkip > 0 && !piece.Data.IsEmpty)
        {
            var line = piece.Data.Span.IndexOf((byte)'\n') + 1;
            var skipped = line > 0 ? line : piece.Data.Length;
            _linesToSkip -= line > 0 ? 1 : 0;
            piece = piece with { Data = piece.Data[skipped..], Offset = piece.Offset + skipped, Dropped = 0 };
        }
        return piece;
    }
}
