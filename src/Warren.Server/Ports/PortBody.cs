using System.IO.Pipelines;
using System.Net;

namespace Warren.Server.Ports;

/// <summary>The body of a request on its way to a port: what was read is sent at once, and no more is read than was sent.</summary>
internal sealed class PortBody : HttpContent
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpRequest _request;
    private readonly Action _moved;
    private Task _sending = Task.CompletedTask;

    /// <summary>Creates the body.</summary>
    /// <param name="request">Whose body it is.</param>
    /// <param name="moved">Called for every piece that was sent.</param>
    public PortBody(HttpRequest request, Action moved) => (_request, _moved) = (request, moved);

    /// <summary>Ends the sending where it still goes on: whoever should read has answered already.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _sending = CopyAsync(stream, cancellationToken);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _sending = CopyAsync(stream, CancellationToken.None);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length) => (length = _request.ContentLength ?? -1) >= 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _end.Dispose();
        base.Dispose(disposing);
    }

    private async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = _request.BodyReader;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        // Kestrel takes a reading that a token ended for one that still goes on.
        using var ending = either.Token.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        while (true)
        {
            either.Token.ThrowIfCancellationRequested();
            var read = await body.ReadAsync(CancellationToken.None);
            try
            {
                foreach (var piece in read.Buffer)
                    await stream.WriteAsync(piece, either.Token);
                await stream.FlushAsync(either.Token);
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }
            _moved();
            if (read.IsCompleted)
                return;
        }
    }
}
