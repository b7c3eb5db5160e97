using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>Reads what an exec writes, both outputs in the order they were written in, from any offsets.</summary>
internal sealed class ExecReader : IDisposable
{
    private readonly KeptExec _exec;
    private readonly JournalReader _stdout;
    private readonly JournalReader _stderr;
    private ReadOnlyMemory<byte> _rest;
    private GuestOutput _restStream;
    private long _restOffset;

    /// <summary>Begins to read.</summary>
    /// <param name="exec">The exec.</param>
    /// <param name="stdoutOffset">Offset of the first byte of standard output that is wanted.</param>
    /// <param name="stderrOffset">Likewise of standard error.</param>
    /// <param name="holds">Whether the exec waits for this reader where it can.</param>
    /// <exception cref="WarrenException">InvalidRequest: an offset is beyond what was written.</exception>
    public ExecReader(KeptExec exec, long stdoutOffset, long stderrOffset, bool holds)
    {
        if (stdoutOffset > exec.Stdout.End || stderrOffset > exec.Stderr.End)
            throw new WarrenException(ErrorCode.InvalidRequest,
                $"An offset is beyond what was written, which is {exec.Stdout.End} bytes of stdout and {exec.Stderr.End} of stderr.");
        (_exec, _stdout, _stderr) = (exec, new(exec.Stdout, stdoutOffset), new(exec.Stderr, stderrOffset));
        if (holds)
            exec.Hold(this);
    }

    /// <summary>Raised when something was read.</summary>
    public ChangeSignal Progress { get; } = new();

    /// <summary>Bytes that were written and not read yet.</summary>
    public long Behind => _exec.Stdout.End - _stdout.Offset + _exec.Stderr.End - _stderr.Offset;

    /// <summary>Everything from the offsets to the end.</summary>
    /// <exception cref="WarrenException">SandboxFailed: nobody saw its end; NotFound: it was deleted.</exception>
    public async IAsyncEnumerable<ExecEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ExecEvent.Started(_exec.Id);
        while (true)
        {
            // In this order, so that neither output nor an end is missed.
            var changed = _exec.Changed.Next;
            var end = _exec.Record.End;
            while (TryRead() is { } happened)
                yield return happened;
            if (_exec.IsRemoved)
                throw new WarrenException(ErrorCode.NotFound, "The exec was deleted while its output was read.");
            if (end is null && _exec.IsAbandoned)
                throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping; the exec runs on and can be attached to once a server is back.");
            if (end is null)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }
            foreach (var (stream, reader, journal) in new[] { ("stdout", _stdout, _exec.Stdout), ("stderr", _stderr, _exec.Stderr) })
                if (journal.End > reader.Offset)
                    yield return new ExecEvent.Dropped(stream, journal.End - reader.Offset);
            yield return end.Exit is { } exit ? new ExecEvent.Exit(exit) : throw new WarrenException(ErrorCode.SandboxFailed, end.Reason!);
            yield break;
        }
    }

    /// <summary>The next piece that is there already; null where there is none.</summary>
    public ExecEvent? TryRead()
    {
        if (!_rest.IsEmpty)
            return TakeRest();
        var (hasStdout, hasStderr) = (_stdout.TryFind(), _stderr.TryFind());
        if (!hasStdout && !hasStderr)
            return null;
        _restStream = !hasStderr || (hasStdout && _stdout.Record.Sequence < _stderr.Record.Sequence) ? GuestOutput.Stdout : GuestOutput.Stderr;
        var reader = _restStream == GuestOutput.Stdout ? _stdout : _stderr;
        var gap = reader.Gap;
        _rest = reader.Take();
        _restOffset = reader.Offset - _rest.Length;
        Progress.Raise();
        if (_rest.IsEmpty)
            return TryRead();
        return gap > 0 ? new ExecEvent.Dropped(Name(_restStream), gap) : TakeRest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exec.Release(this);
        _stdout.Dispose();
        _stderr.Dispose();
    }

    /// <summary>The name of a stream in events.</summary>
    public static string Name(GuestOutput stream) => stream == GuestOutput.Stdout ? "stdout" : "stderr";

    private ExecEvent.Output TakeRest()
    {
        var data = _rest;
        _rest = default;
        return new(Name(_restStream), _restOffset, data);
    }
}
