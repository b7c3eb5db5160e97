using System.Runtime.InteropServices;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>One connection of the proxy: its socket, what waits to be written to it, and what may be sent of it.</summary>
internal sealed unsafe class ProxyConnection(int number, int socket)
{
    private const int ShutWrite = 1;
    private byte[] _waiting = [];
    private int _start;
    private int _length;
    private bool _writesEnd;

    public int Number => number;

    public int Socket => socket;

    /// <summary>Bytes that the server takes.</summary>
    public int Credit { get; set; } = MuxProtocol.Window;

    /// <summary>Whether the guest has ended what it sends.</summary>
    public bool ReadsEnded { get; set; }

    /// <summary>Whether the server has ended what it sends, and all of it was passed on.</summary>
    public bool WritesEnded { get; private set; }

    /// <summary>Whether anything waits for the socket to take it.</summary>
    public bool IsWaiting => _length > 0;

    /// <summary>The events that are waited for now; 0 for not being waited for.</summary>
    public uint Awaited { get; set; }

    /// <summary>The events that are to be waited for.</summary>
    public uint Wanted => (IsWaiting ? EpollEvent.Out : 0) | (!ReadsEnded && Credit > 0 ? EpollEvent.In : 0);

    /// <summary>Passes bytes on, as many as the socket takes; the others wait.</summary>
    /// <returns>How many were passed on; null where the guest has closed the connection.</returns>
    public int? Pass(ReadOnlySpan<byte> bytes)
    {
        var written = IsWaiting ? 0 : Write(bytes);
        if (written is not { } count)
            return null;
        Keep(bytes[count..]);
        return count;
    }

    /// <summary>Whether so much more may wait.</summary>
    public bool HasRoom(int count) => _length + count <= MuxProtocol.Window && !_writesEnd;

    /// <summary>Passes on what waits, as much as the socket takes.</summary>
    /// <returns>How many bytes; null where the guest has closed the connection.</returns>
    public int? Flush()
    {
        if (Write(_waiting.AsSpan(_start, _length)) is not { } count)
            return null;
        (_start, _length) = (_start + count, _length - count);
        EndWhereDone();
        return count;
    }

    /// <summary>Nothing more comes from the server.</summary>
    public void EndWrites()
    {
        _writesEnd = true;
        EndWhereDone();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_waiting.Length == 0)
            _waiting = new byte[MuxProtocol.Window];
        if (_start + _length + bytes.Length > _waiting.Length)
        {
            _waiting.AsSpan(_start, _length).CopyTo(_waiting);
            _start = 0;
        }
        bytes.CopyTo(_waiting.AsSpan(_start + _length));
        _length += bytes.Length;
    }

    private void EndWhereDone()
    {
        if (_length == 0)
            (_waiting, _start) = ([], 0); // An idle connection takes no memory.
        if (!_writesEnd || _length > 0 || WritesEnded)
            return;
        WritesEnded = true;
        _ = Libc.shutdown(socket, ShutWrite); // One that is closed already is noticed by reading.
    }

    private int? Write(ReadOnlySpan<byte> bytes)
    {
        var written = 0;
        fixed (byte* start = bytes)
            while (written < bytes.Length)
            {
                var count = Libc.write(socket, start + written, bytes.Length - written);
                if (count >= 0)
                    written += (int)count;
                else if (Marshal.GetLastPInvokeError() is Errno.Again)
                    break;
                else if (Marshal.GetLastPInvokeError() is not Errno.Interrupted)
                    return null;
            }
        return written;
    }
}
