using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Execs;

/// <summary>The write end of an exec's standard input, a pipe or a terminal. Writers take turns.</summary>
internal sealed class StdinPipe : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly EventLoop _loop;
    private readonly Func<bool, byte[]?> _endOfFile;
    private readonly long _key;
    private int _fd;
    private bool _isMidLine;
    private TaskCompletionSource? _writable;

    /// <param name="fd">The end to write to.</param>
    /// <param name="loop">Tells when there is room.</param>
    /// <param name="endOfFile">What to write to a terminal, in the middle of a line or not, at the end; null for a pipe.</param>
    public StdinPipe(int fd, EventLoop loop, Func<bool, byte[]?> endOfFile)
    {
        _endOfFile = endOfFile;
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
                if (written > 0)
                    _isMidLine = data.Span[written - 1] != (byte)'\n';
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

    /// <summary>Ends the input: closes the pipe, or writes the end-of-file character of the terminal, which stays open.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_endOfFile(_isMidLine) is { } characters)
            await WriteAsync(characters, cancellationToken);
        else
            Dispose();
        _isMidLine = false;
    }

    /// <summary>Closes it.</summary>
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
