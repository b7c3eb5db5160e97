using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Execs;

/// <summary>The write end of an exec's standard input. Writers take turns.</summary>
internal sealed class StdinPipe : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly EventLoop _loop;
    private readonly long _key;
    private int _fd;
    private TaskCompletionSource? _writable;

    public StdinPipe(int fd, EventLoop loop)
    {
        Descriptors.Unblock(fd);
        _fd = fd;
        _loop = loop;
        _key = loop.Register(fd, reads: false, Wake);
    }

    /// <summary>
    /// Writes all bytes, waiting while the pipe is full. <see langword="false"/> where the input is closed, by us
    /// or by the process: bytes that nobody wants are no error.
    /// </summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (data.Length > 0)
            {
                var (written, wait) = TryWrite(data.Span);
                if (written < 0)
                    return false;
                data = data[written..];
                await wait.WaitAsync(cancellationToken);
            }
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the input.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_fd < 0)
                return;
            _loop.Remove(_key);
            Libc.close(_fd);
            _fd = -1;
        }
        Wake();
    }

    private unsafe (int Written, Task Wait) TryWrite(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (_fd < 0)
                return (-1, Task.CompletedTask);
            int written;
            fixed (byte* start = data)
                written = (int)Libc.write(_fd, start, data.Length);
            if (written >= 0)
                return (written, Task.CompletedTask);
            if (Marshal.GetLastPInvokeError() is not (Errno.Again or Errno.Interrupted))
                return (-1, Task.CompletedTask);
            _writable = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _loop.ArmWrite(_fd, _key);
            return (0, _writable.Task);
        }
    }

    private void Wake()
    {
        lock (_gate)
            _writable?.TrySetResult();
    }
}
