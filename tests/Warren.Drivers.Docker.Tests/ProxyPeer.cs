using System.Buffers.Binary;
using System.IO.Pipelines;
using Warren.Drivers.Docker.Guests;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Docker.Tests;

/// <summary>The proxy's side of a stream, as tests will have it, with the engine's headers before what it sends.</summary>
internal sealed class ProxyPeer : IAsyncDisposable
{
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0)), _toProxy = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Stream _input;
    private readonly Stream _output;

    public ProxyPeer(Func<Task<Warren.Api.WarrenException?>>? explain = null)
    {
        (_input, _output) = (_toProxy.Reader.AsStream(), _toServer.Writer.AsStream());
        Connection = new(new(new Duplex(_toServer.Reader.AsStream(), _toProxy.Writer.AsStream())), explain ?? (() => Task.FromResult<Warren.Api.WarrenException?>(null)));
    }

    /// <summary>The server's side.</summary>
    public MuxConnection Connection { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Sends a frame.</summary>
    public Task SendAsync(MuxFrameKind kind, int connection, int count = 0, byte[]? payload = null)
    {
        var frame = new byte[MuxFrameHeader.Size + (payload?.Length ?? 0)];
        new MuxFrameHeader(kind, connection, payload?.Length ?? count).Write(frame);
        payload?.CopyTo(frame, MuxFrameHeader.Size);
        return SendRawAsync(1, frame);
    }

    /// <summary>Sends bytes of one of the program's streams: 1 is its output, 2 its errors.</summary>
    public async Task SendRawAsync(byte stream, byte[] bytes)
    {
        var header = new byte[8];
        header[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bytes.Length);
        await _output.WriteAsync(header, Token);
        await _output.WriteAsync(bytes, Token);
        await _output.FlushAsync(Token);
    }

    /// <summary>The next frame of the server's, with its payload.</summary>
    public async Task<(MuxFrameHeader Header, byte[] Payload)> ReceiveAsync()
    {
        var bytes = new byte[MuxFrameHeader.Size];
        await _input.ReadExactlyAsync(bytes, Token);
        Assert.True(MuxFrameHeader.TryRead(bytes, out var header));
        var payload = new byte[header.Payload];
        await _input.ReadExactlyAsync(payload, Token);
        return (header, payload);
    }

    /// <summary>Ends the stream, as the end of the program does.</summary>
    public ValueTask EndAsync() => _toServer.Writer.CompleteAsync();

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
            base.Dispose(disposing);
        }
    }
}
