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

    internal GuestExec(string id, HttpResponseMessage response, Stream body, long stdoutOffset, long stderrOffset)
    {
        Id = id;
        _response = response;
        _frames = new(id, body, stdoutOffset, stderrOffset);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>
    /// Everything up to the exit frame, once. While nobody reads, the program is held back as by a full pipe.
    /// </summary>
    /// <exception cref="Api.WarrenException">SandboxFailed: the stream broke, or is none that a guest may send.</exception>
    public async IAsyncEnumerable<GuestFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await _frames.ReadAsync(cancellationToken);
            yield return frame;
            if (frame is GuestFrame.Exit)
                yield break;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _frames.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
