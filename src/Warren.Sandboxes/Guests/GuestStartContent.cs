using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>Body of a start: length, JSON, files of a new cell, standard input; see <see cref="GuestExecRequest"/>.</summary>
internal sealed class GuestStartContent : HttpContent
{
    private readonly byte[] _head;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _files;
    private readonly ReadOnlyMemory<byte> _stdin;

    public GuestStartContent(GuestExecRequest request)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(
            request with { HasStdin = !request.Stdin.IsEmpty }, GuestJson.Default.GuestExecRequest);
        _head = new byte[sizeof(int) + message.Length];
        BinaryPrimitives.WriteInt32LittleEndian(_head, message.Length);
        message.CopyTo(_head, sizeof(int));
        (_files, _stdin) = (request.CellFiles, request.Stdin);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken);
        foreach (var file in _files)
            await stream.WriteAsync(file, cancellationToken);
        if (!_stdin.IsEmpty)
            await stream.WriteAsync(_stdin, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + _files.Sum(file => (long)file.Length) + _stdin.Length;
        return true;
    }
}
