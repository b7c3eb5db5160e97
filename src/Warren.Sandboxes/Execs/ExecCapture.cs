using Warren.Api.Sandboxes;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>The start and the end of both outputs of an exec, for its JSON answer.</summary>
internal sealed class ExecCapture(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TrimmedOutput _stdout = new(capacity);
    private readonly TrimmedOutput _stderr = new(capacity);
    private bool _isDisposed;

    /// <summary>Adds what came next.</summary>
    public void Append(GuestOutput stream, ReadOnlySpan<byte> data)
    {
        // Whoever waited may have gone while the exec still ends.
        lock (_gate)
            if (!_isDisposed)
                Of(stream).Append(data);
    }

    /// <summary>Notes that something is missing at this point.</summary>
    public void Skip(GuestOutput stream, long bytes)
    {
        lock (_gate)
            if (!_isDisposed)
                Of(stream).Skip(bytes);
    }

    /// <summary>The answer.</summary>
    public ExecResult ToResult(string id, ExecExit exit)
    {
        lock (_gate)
        {
            var (outText, errText) = (_stdout.Read(), _stderr.Read());
            return new()
            {
                Id = id,
                ExitCode = exit.ExitCode,
                Signal = exit.Signal,
                Stdout = outText.Text,
                Stderr = errText.Text,
                StdoutBase64 = outText.Exact,
                StderrBase64 = errText.Exact,
                StdoutTrimmed = _stdout.IsTrimmed,
                StderrTrimmed = _stderr.IsTrimmed,
                DurationMs = exit.DurationMs,
                PeakMemory = exit.PeakMemory,
                TimedOut = exit.TimedOut,
                OomKilled = exit.OomKilled,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _stdout.Dispose();
            _stderr.Dispose();
        }
    }

    private TrimmedOutput Of(GuestOutput stream) => stream == GuestOutput.Stdout ? _stdout : _stderr;
}
