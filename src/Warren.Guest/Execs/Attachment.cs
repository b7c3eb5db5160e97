using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>A reader of an exec's output and how far it has come. The offsets are guarded by the exec's lock.</summary>
internal sealed class Attachment(Exec exec, long stdoutOffset, long stderrOffset) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);

    public long StdoutOffset = stdoutOffset;
    public long StderrOffset = stderrOffset;

    /// <summary>Completes when there may be something new.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _news.WaitAsync(cancellationToken);

    /// <summary>Tells of news; called under the exec's lock only, so that it never counts past one.</summary>
    public void Wake()
    {
        if (_news.CurrentCount == 0)
            _news.Release();
    }

    /// <summary>Why it is to leave the exec, once it is.</summary>
    public GuestDetachment Detachment { get; private set; }

    /// <summary>It is not the exec's reader any more.</summary>
    public void Leave(GuestDetachment reason)
    {
        Detachment = reason;
        Wake();
    }

    public void Dispose() => exec.Detach(this);
}
