using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Execs;

/// <summary>
/// One output of an exec: the read end of its pipe or terminal, and what was read; a terminal has no second one. Every
/// member is called under the exec's lock.
/// </summary>
internal sealed unsafe class OutputStream
{
    private const int Bite = 128 * 1024;

    // More than the kernel keeps of a terminal's output (tty_buffer.c): a bound for one that never falls silent.
    private const long MostInTerminal = 1024 * 1024;

    private readonly EventLoop _loop;
    private readonly Action _readable;
    private readonly bool _isTerminal;
    private int _fd;
    private long _key;
    private bool _resting;
    private bool _isGrown;
    private bool _draining;
    private long _left = long.MaxValue;

    public OutputStream(int fd, bool isTerminal, EventLoop loop, OutputBudget budget, Action readable)
    {
        if (fd >= 0)
            Descriptors.Unblock(fd);
        _isTerminal = isTerminal;
        _fd = fd;
        _loop = loop;
        _readable = readable;
        Ring = new(budget);
    }

    /// <summary>What is kept.</summary>
    public OutputRing Ring { get; }

    /// <summary>Whether nothing more belongs to the exec's output.</summary>
    public bool Ended => _fd < 0 || _left == 0;

    /// <summary>Begins to read.</summary>
    public void Open()
    {
        if (_fd >= 0 && _key == 0)
            Arm();
    }

    /// <summary>
    /// Takes one bite of what waits, without losing bytes from <paramref name="needed"/> on. While a reader has something
    /// to send, the pipe rests and fills, so that a flood is moved in large pieces; the reader then has it read on by
    /// <see cref="Resume"/>. After the end of the output, what a left-behind process still writes is read and dropped,
    /// so that it neither blocks nor breaks.
    /// </summary>
    public void Fill(long? needed)
    {
        if (_fd < 0)
            return;
        for (var taken = 0; taken < Bite;)
        {
            var room = _left == 0 ? [] : Ring.Reserve(needed);
            if (_left != 0 && room.IsEmpty)
            {
                _resting = true;
                return;
            }
            var count = _left == 0 ? Discard() : ReadInto(room);
            if (count == 0)
            {
                Close();
                return;
            }
            if (count < 0)
            {
                if (_draining)
                    _left = 0;
                break;
            }
            taken += count;
            // As much as a pipe takes unless it is asked: the program is faster than its output is fetched.
            if (count >= Descriptors.PipeSize && !_isTerminal && !_isGrown)
            {
                _isGrown = true;
                Descriptors.Grow(_fd);
            }
            if (count < room.Length && !_draining)
                break;
        }
        _resting = _left != 0 && needed < Ring.End;
        if (!_resting)
            Arm();
    }

    /// <summary>A reader has sent what it had, or is gone: reads on where that was waited for.</summary>
    public void Resume(long? needed)
    {
        if (!_resting)
            return;
        _resting = false;
        Fill(needed);
    }

    /// <summary>
    /// The first process ended: only what is in the pipe by now still belongs to the output. A terminal does not tell
    /// how much that is, but has given all once it gives nothing: a read waits for what is on its way (n_tty_read).
    /// </summary>
    public void Limit(long? needed)
    {
        if (_fd < 0)
            return;
        _left = _isTerminal ? MostInTerminal : Descriptors.Waiting(_fd);
        _draining = _isTerminal;
        if (!_resting)
            Fill(needed);
    }

    /// <summary>Closes the pipe and gives the memory back.</summary>
    public void Dispose()
    {
        Close();
        Ring.Dispose();
    }

    /// <summary>Closes the pipe; what was read is kept.</summary>
    public void Close()
    {
        if (_fd < 0)
            return;
        _loop.Remove(_key);
        Libc.close(_fd);
        _fd = -1;
    }

    private void Arm()
    {
        if (_key == 0)
            _key = _loop.Register(_fd, reads: true, _readable);
        else
            _loop.ArmRead(_fd, _key);
    }

    private int ReadInto(Span<byte> room)
    {
        fixed (byte* start = room)
        {
            var count = (int)Libc.read(_fd, start, (nint)Math.Min(room.Length, _left));
            if (count > 0)
            {
                Ring.Commit(count);
                _left -= _left == long.MaxValue ? 0 : count;
            }
            return count >= 0 ? count : Failed();
        }
    }

    private int Discard()
    {
        var scratch = stackalloc byte[16 * 1024];
        var count = (int)Libc.read(_fd, scratch, 16 * 1024);
        return count >= 0 ? count : Failed();
    }

    // A pipe of ours can only be empty for now; a terminal that no process has open any more gives an error.
    private int Failed() => Marshal.GetLastPInvokeError() switch
    {
        Errno.Again or Errno.Interrupted => -1,
        Errno.InputOutput when _isTerminal => 0,
        var errno => throw new NativeException("read", errno),
    };
}
