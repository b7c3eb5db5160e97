using System.Runtime.CompilerServices;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// A started exec and the one stream of its output. Disposing it detaches: the program runs on and can be attached
/// to again.
/// </summary>
public sealed class GuestExec : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly GuestFrameReader _frames;
    private readonly GuestHealth _health;
    private readonly GuestWatch _watch;

    internal GuestExec(string id, HttpResponseMessage response, Stream body, long stdoutOffset, long stderrOffset, double? limit, GuestHealth health)
    {
        Id = id;
        _response = response;
        _health = health;
        _frames = new(id, body, stdoutOffset, stderrOffset, health);
        _watch = health.Watch(limit);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>
    /// Everything up to the exit frame, once. While nobody reads, the program is held back as by a full pipe.
    /// </summary>
    /// <exception cref="Api.WarrenException">
    /// SandboxFailed: the guest hangs, broke off, or lies; Conflict: another reader took over; NotFound: the exec was
    /// forgotten.
    /// </exception>
    public async IAsyncEnumerable<GuestFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _health.Ended);
        while (true)
        {
            GuestFrame frame;
            _watch.BeginWait();
            try
            {
                frame = await _frames.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw _health.Failure;
            }
            finally
            {
                _watch.EndWait();
            }
            yield return frame;
            if (frame is GuestFrame.Exit)
                yield break;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _frames.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
