using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>Reads frames as strictly as they are specified: a guest is not trusted.</summary>
internal sealed class GuestFrameReader : IDisposable
{
    private const string BrokeOff = "The sandbox ended, or its guest broke off, while the command ran.";
    private const int Capacity = GuestFrameHeader.Size + GuestProtocol.MaxChunk;

    private readonly string _id;
    private readonly Stream _body;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private readonly long[] _offsets;
    private readonly GuestHealth _health;
    private int _start;
    private int _end;
    private bool _started;
    private volatile bool _disposed;

    public GuestFrameReader(string id, Stream body, long stdoutOffset, long stderrOffset, GuestHealth health)
    {
        _health = health;
        _id = id;
        _body = body;
        _offsets = [stdoutOffset, stderrOffset];
    }

    public async ValueTask<GuestFrame> ReadAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(GuestFrameHeader.Size, cancellationToken);
        if (!GuestFrameHeader.TryRead(_buffer.AsSpan(_start, GuestFrameHeader.Size), out var header)
            || header.Kind == GuestFrameKind.Started == _started)
            throw Lies("a frame that does not belong there");
        _start += GuestFrameHeader.Size;
        await EnsureAsync(header.Length, cancellationToken);
        var payload = _buffer.AsMemory(_start, header.Length);
        _start += header.Length;
        return Parse(header.Kind, payload);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _body.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private GuestFrame Parse(GuestFrameKind kind, ReadOnlyMemory<byte> payload)
    {
        switch (kind)
        {
            case GuestFrameKind.Started:
                _started = true;
                var started = ParseJson(payload, GuestJson.Default.GuestStarted);
                return started.Id == _id ? new GuestFrame.Started(started.Pid, started.StartedAt) : throw Lies("another exec");
            case GuestFrameKind.Exit:
                var exit = ParseJson(payload, GuestJson.Default.GuestExit);
                return exit.StdoutBytes == _offsets[0] && exit.StderrBytes == _offsets[1] ? new GuestFrame.Exit(exit) : throw Lies("a wrong count");
            case GuestFrameKind.Dropped:
                var count = BinaryPrimitives.ReadInt64LittleEndian(payload.Span[1..]);
                var stream = StreamOf((GuestFrameKind)payload.Span[0]);
                return count > 0 ? new GuestFrame.Dropped(stream, Advance(stream, count), count) : throw Lies("a wrong count");
            case GuestFrameKind.Detached:
                throw (GuestDetachment)payload.Span[0] switch
                {
                    GuestDetachment.Replaced => new WarrenException(ErrorCode.Conflict, "Another reader took over the output of the command."),
                    GuestDetachment.Forgotten => new WarrenException(ErrorCode.NotFound, "The command was deleted while its output was read."),
                    _ => Lies("an unknown reason"),
                };
            default:
                var source = StreamOf(kind);
                return new GuestFrame.Output(source, Advance(source, payload.Length), payload);
        }
    }

    private GuestOutput StreamOf(GuestFrameKind kind) => kind switch
    {
        GuestFrameKind.Stdout => GuestOutput.Stdout,
        GuestFrameKind.Stderr => GuestOutput.Stderr,
        _ => throw Lies("an unknown stream"),
    };

    private long Advance(GuestOutput stream, long count)
    {
        ref var offset = ref _offsets[(int)stream];
        if (count > long.MaxValue - offset)
            throw Lies("a wrong offset");
        offset += count;
        return offset - count;
    }

    private T ParseJson<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, type) ?? throw Lies("a malformed message");
        }
        catch (JsonException)
        {
            throw Lies("a malformed message");
        }
    }

    private async ValueTask EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count)
            return;
        if (_start + count > Capacity || _start == _end)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        while (_end - _start < count)
        {
            var read = await ReadBodyAsync(cancellationToken);
            if (read == 0)
                throw _health.Fail(BrokeOff);
            _health.Hear();
            _end += read;
        }
    }

    private async ValueTask<int> ReadBodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _body.ReadAsync(_buffer.AsMemory(_end, Capacity - _end), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or ObjectDisposedException)
        {
            // Disposing it breaks the stream on this side.
            if (!_disposed && GuestTransport.FindKnown(failure) is { } known)
                throw known;
            throw _disposed ? new WarrenException(ErrorCode.SandboxFailed, BrokeOff, failure) : _health.Fail(BrokeOff, failure);
        }
    }

    private WarrenException Lies(string what) =>
        _health.Fail($"The sandbox's guest sent something that no guest may send: {what}.");
}
