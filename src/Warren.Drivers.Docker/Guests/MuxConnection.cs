using System.Collections.Concurrent;
using System.Threading.Channels;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Docker.Guests;

/// <summary>
/// Many connections to one guest over the stream of a proxy in its sandbox (<see cref="MuxProtocol"/>). What comes is a sandbox's and hostile:
/// whatever no proxy may send ends all of them.
/// </summary>
internal sealed class MuxConnection : IAsyncDisposable
{
    private readonly AttachStream _stream;
    private readonly Func<Task<WarrenException?>> _explain;
    private readonly ConcurrentDictionary<int, MuxStream> _streams = new();
    private readonly Channel<ReadOnlyMemory<byte>> _frames = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private volatile IOException? _failure;
    private int _last;

    /// <summary>Takes over a stream.</summary>
    /// <param name="stream">The proxy's stream.</param>
    /// <param name="explain">
    /// Asked, when the stream breaks off by itself, for what its users are told; null where it was the guest that broke off.
    /// </param>
    public MuxConnection(AttachStream stream, Func<Task<WarrenException?>> explain)
    {
        (_stream, _explain) = (stream, explain);
        _running = RunAsync();
    }

    /// <summary>Whether connections can still be made.</summary>
    public bool IsOpen => _failure is null;

    /// <summary>Waits until the guest takes connections.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Begins a connection. It is used at once; where the guest does not take it, its first read fails.</summary>
    /// <exception cref="IOException">The stream broke off.</exception>
    public MuxStream Open()
    {
        var stream = new MuxStream(this, Interlocked.Increment(ref _last));
        _streams[stream.Number] = stream;
        if (_failure is { } failure)
        {
            _streams.TryRemove(stream.Number, out _);
            throw failure;
        }
        Send(new(MuxFrameKind.Open, stream.Number, 0), default);
        return stream;
    }

    /// <summary>Sends a frame, in its turn. Never waits: what is on its way is bounded by the windows.</summary>
    public void Send(MuxFrameHeader header, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[MuxFrameHeader.Size + payload.Length];
        header.Write(frame);
        payload.CopyTo(frame.AsSpan(MuxFrameHeader.Size));
        _frames.Writer.TryWrite(frame); // One that is over takes none, which its streams are told.
    }

    /// <summary>A connection is over.</summary>
    public void Forget(int number) => _streams.TryRemove(number, out _);

    /// <summary>Ends all connections; the proxy ends with its stream.</summary>
    public async ValueTask DisposeAsync()
    {
        _failure ??= new IOException("The connection to the sandbox was closed.");
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        var sending = SendAsync();
        Exception? cause = null;
        try
        {
            await ReadAsync();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            cause = broken;
        }
        _failure ??= await ExplainAsync(cause);
        _frames.Writer.TryComplete();
        foreach (var (_, stream) in _streams)
            stream.Break(_failure);
        _ready.TrySetException(_failure);
        _ = _ready.Task.Exception; // Nobody may be waiting.
        await _ending.CancelAsync();
        await sending;
        await _stream.DisposeAsync();
    }

    private async Task<IOException> ExplainAsync(Exception? cause)
    {
        if (cause is InvalidDataException)
            return new IOException("The sandbox's proxy sent something that no proxy may send.", cause);
        return new IOException($"The stream to the sandbox broke off. {_stream.ErrorText}".TrimEnd(), await _explain() ?? cause);
    }

    private async Task ReadAsync()
    {
        var (buffer, filled) = (new byte[2 * (MuxFrameHeader.Size + MuxProtocol.MaxPayload)], 0);
        while (true)
        {
            var count = await _stream.ReadAsync(buffer.AsMemory(filled), _ending.Token);
            if (count == 0)
                return;
            filled += count;
            var at = 0;
            while (filled - at >= MuxFrameHeader.Size)
            {
                if (!MuxFrameHeader.TryRead(buffer.AsSpan(at), out var header))
                    throw new InvalidDataException("a frame of no kind");
                if (filled - at < MuxFrameHeader.Size + header.Payload)
                    break;
                Take(header, buffer.AsSpan(at + MuxFrameHeader.Size, header.Payload));
                at += MuxFrameHeader.Size + header.Payload;
            }
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
        }
    }

    private void Take(MuxFrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Kind == MuxFrameKind.Ready)
        {
            if (!_ready.TrySetResult())
                throw new InvalidDataException("a second greeting");
            return;
        }
        if (header.Kind == MuxFrameKind.Open || header.Connection > Volatile.Read(ref _last))
            throw new InvalidDataException("a connection that was not asked for");
        if (_streams.TryGetValue(header.Connection, out var stream)) // Else it was over here before the proxy knew.
            stream.Take(header, payload);
    }

    private async Task SendAsync()
    {
        try
        {
            while (await _frames.Reader.WaitToReadAsync(_ending.Token))
            {
                while (_frames.Reader.TryRead(out var frame))
                    await _stream.WriteAsync(frame, _ending.Token);
                await _stream.FlushAsync(_ending.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader sees the same end, and tells the streams.
        }
    }
}
