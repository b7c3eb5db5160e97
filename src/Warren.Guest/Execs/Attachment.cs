using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>A reader of an exec's output and how far it has come. The offsets are guarded by the exec's lock.</summary>
internal sealed class Attachment(Exec exec, long stdoutOffset, long stderrOffset) : IDisposable
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _hasNews;

    public long StdoutOffset = stdoutOffset;
    public long StderrOffset = stderrOffset;

    /// <summary>
    /// Completes when there may be something new. Who waits goes on on the thread that tells of it, and must not keep it.
    /// </summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_hasNews)
            {
                _hasNews = false;
                return Task.CompletedTask;
            }
            _waiting = new();
            return _waiting.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells of news; not called under a lock, as the reader goes on here.</summary>
    public void Wake()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = null;
            _hasNews = waiting is null;
        }
        waiting?.TrySetResult();
    }

    /// <summary>Why it is to leave the exec, once it is.</summary>
    public GuestDetachment Detachment { get; private set; }

    /// <summary>It is not the exec's reader any more; it is to be woken.</summary>
    public void Leave(GuestDetachment reason) => Detachment = reason;

    public void Dispose() => exec.Detach(this);
}
