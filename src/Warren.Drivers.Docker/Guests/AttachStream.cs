using System.Buffers.Binary;
using System.Text;

namespace Warren.Drivers.Docker.Guests;

/// <summary>
/// The stream of a program without a terminal: what is written is its input, what is read its output. The engine puts a header before
/// each piece of what comes, with the stream it is of and its length (Docker Engine API, "Attach to a container", stream format). Of
/// its errors the first are kept.
/// </summary>
internal sealed class AttachStream(Stream stream) : IAsyncDisposable
{
    private const int HeaderSize = 8, Output = 1, Errors = 2, MaxPiece = 16 << 20, MaxErrors = 4096;
    private readonly byte[] _header = new byte[HeaderSize];
    private readonly StringBuilder _errors = new();
    private int _left;

    /// <summary>What it wrote to its errors.</summary>
    public string ErrorText => _errors.ToString().Trim();

    /// <summary>Reads some of its output; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The engine sends something else.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_left == 0)
            if (!await BeginPieceAsync(cancellationToken))
                return 0;
        var count = await stream.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= count;
        return count;
    }

    /// <summary>Writes to its input.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Sends what was written.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask<bool> BeginPieceAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(_header, cancellationToken))
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
        if (_header is not [Output or Errors, 0, 0, 0, ..] || length > MaxPiece)
            throw new InvalidDataException("a piece of no stream");
        if (_header[0] == Output)
        {
            _left = (int)length;
            return true;
        }
        var text = new byte[length];
        if (!await FillAsync(text, cancellationToken))
            return false;
        if (_errors.Length < MaxErrors)
            _errors.Append(Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(text.Length, MaxErrors - _errors.Length))));
        return true;
    }

    private async ValueTask<bool> FillAsync(byte[] bytes, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) == bytes.Length;
}
