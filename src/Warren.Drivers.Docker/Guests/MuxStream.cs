using System.IO.Pipelines;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Drivers.Docker.Guests;

/// <summary>One connection of a <see cref="MuxConnection"/>.</summary>
internal sealed class MuxStream(MuxConnection connection, int number) : Stream, IHalfClose
{
    // What comes is bounded by the window, so the pipe never holds up its writer.
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Lock _gate = new();
    private TaskCompletionSource _credited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IOException? _failure;
    private int _credit = MuxProtocol.Window;
    private int _uncredited;
    private int _read;
    private bool _readsEnded;
    private bool _writesEnded;
    private bool _isOver;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Takes a frame of the proxy's.</summary>
    /// <exception cref="InvalidDataException">The proxy may not send it.</exception>
    public void Take(MuxFrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Kind)
        {
            case MuxFrameKind.Data:
                Receive(payload);
                break;
            case MuxFrameKind.Credit:
                Credit(header.Count);
                break;
            case MuxFrameKind.End:
                EndReads();
                break;
            default:
                Break(new IOException("The sandbox closed the connection."));
                break;
        }
    }

    /// <summary>Ends it in both directions.</summary>
    public void Break(IOException failure)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            (_isOver, _failure) = (true, failure);
            if (!_readsEnded)
                _received.Writer.Complete(failure);
            _credited.TrySetResult();
        }
        connection.Forget(number);
    }

    /// <inheritdoc/>
    public void CompleteWrites()
    {
        lock (_gate)
        {
            if (_isOver || _writesEnded)
                return;
            _writesEnded = true;
            connection.Send(new(MuxFrameKind.End, number, 0), default);
        }
        ForgetWhereDone();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        var result = await _received.Reader.ReadAsync(cancellationToken);
        var some = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        var count = (int)some.Length;
        foreach (var piece in some)
        {
            piece.CopyTo(buffer);
            buffer = buffer[piece.Length..];
        }
        _received.Reader.AdvanceTo(some.End);
        Consumed(count);
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            Task credited;
            lock (_gate)
            {
                if (_isOver || _writesEnded)
                    throw new IOException(_failure?.Message ?? "The connection was closed.", _failure?.InnerException);
                var count = Math.Min(Math.Min(buffer.Length, _credit), MuxProtocol.MaxPayload);
                if (count > 0)
                {
                    _credit -= count;
                    connection.Send(new(MuxFrameKind.Data, number, count), buffer.Span[..count]);
                    buffer = buffer[count..];
                    continue;
                }
                credited = _credited.Task;
            }
            await credited.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
        // Frames are sent as they come.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsOver())
        {
            connection.Send(new(MuxFrameKind.Reset, number, 0), default);
            Break(new IOException("The connection was closed."));
        }
        base.Dispose(disposing);
    }

    private bool IsOver()
    {
        lock (_gate)
            return _isOver || (_readsEnded && _writesEnded);
    }

    private void Receive(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _uncredited += payload.Length;
            if (_readsEnded || _uncredited > MuxProtocol.Window)
                throw new InvalidDataException("more than was asked for");
            payload.CopyTo(_received.Writer.GetSpan(payload.Length));
            _received.Writer.Advance(payload.Length);
            // It completes at once, as the pipe never pauses its writer; whoever waits for it goes on elsewhere.
            _ = _received.Writer.FlushAsync(CancellationToken.None).AsTask();
        }
    }

    private void Credit(int count)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            if (_credit + count > MuxProtocol.Window)
                throw new InvalidDataException("more credit than was used");
            _credit += count;
            (waiting, _credited) = (_credited, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.TrySetResult();
    }

    private void EndReads()
    {
        lock (_gate)
        {
            if (_readsEnded)
                throw new InvalidDataException("a second end");
            if (_isOver)
                return;
            _readsEnded = true;
            _received.Writer.Complete();
        }
        ForgetWhereDone();
    }

    // Half a window at a time, so that not every read costs a frame.
    private void Consumed(int count)
    {
        lock (_gate)
        {
            _read += count;
            if (_isOver || _readsEnded || _read < MuxProtocol.Window / 2)
                return;
            connection.Send(new(MuxFrameKind.Credit, number, _read), default);
            (_uncredited, _read) = (_uncredited - _read, 0);
        }
    }

    private void ForgetWhereDone()
    {
        bool isDone;
        lock (_gate)
            isDone = _readsEnded && _writesEnded;
        if (isDone)
            connection.Forget(number);
    }
}
