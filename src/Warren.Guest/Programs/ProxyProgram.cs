using System.Runtime.InteropServices;
using System.Text;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>
/// Connects the stream that an engine gives a program, its standard input and output, with the guest's socket: many connections
/// over one stream, by <see cref="MuxProtocol"/>. One thread does it all, since a sandbox's threads are counted; it waits
/// only for events and for the server to take what is sent, which it always does.
/// </summary>
internal sealed unsafe class ProxyProgram : IDisposable
{
    private const int Input = 0, Output = 1, Kill = 9;
    private const int Add = 1, Delete = 2, Modify = 3, MaxEvents = 64, PauseMilliseconds = 2;
    private const int UnixFamily = 1, StreamSocket = 1, Refused = 111;

    private readonly int _epoll = Libc.epoll_create1(Descriptors.CloseOnExec);
    private readonly Dictionary<int, ProxyConnection> _connections = [];
    private readonly byte[] _input = new byte[2 * (MuxFrameHeader.Size + MuxProtocol.MaxPayload)];
    private readonly byte[] _output = new byte[MuxFrameHeader.Size + MuxProtocol.MaxPayload];
    private readonly string _name;
    private int _filled;
    private bool _isOver;

    private ProxyProgram(string name) => _name = name;

    /// <summary>Runs until the server closes the stream.</summary>
    /// <param name="name">The name of the guest's socket.</param>
    public static int Run(string name)
    {
        EndEarlier();
        using var proxy = new ProxyProgram(name);
        proxy.AwaitGuest();
        proxy.Send(new(MuxFrameKind.Ready, 0, 0));
        proxy.Watch(Input, 0, Add, EpollEvent.In);
        while (!proxy._isOver)
            proxy.Turn();
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            Libc.close(connection.Socket);
        Libc.close(_epoll);
    }

    // Those whose engine was killed wait for input that never comes nor ends. The server has one stream at a time; and nothing but
    // proxies has this user and can be ended by it: the kernel keeps signals from the guest, as the first process here.
    private static void EndEarlier()
    {
        foreach (var pid in ProcessList.Read())
            if (pid != 1)
                _ = Libc.kill(pid, Kill);
    }

    private void AwaitGuest()
    {
        int socket;
        var none = stackalloc byte[EpollEvent.MaxSize];
        while ((socket = Connect(out var errno)) < 0)
        {
            if (errno is not (Refused or Errno.Again))
                throw new NativeException("connect", errno);
            // Nothing is waited for yet but the time.
            _ = Libc.epoll_wait(_epoll, none, 1, PauseMilliseconds);
        }
        Libc.close(socket);
    }

    private int Connect(out int errno)
    {
        var name = Encoding.ASCII.GetBytes(_name);
        var address = stackalloc byte[110]; // struct sockaddr_un; a name that begins with 0 is abstract (unix(7)).
        NativeMemory.Clear(address, 110);
        *(ushort*)address = UnixFamily;
        name.CopyTo(new Span<byte>(address + 3, 107));
        var socket = Libc.socket(UnixFamily, StreamSocket | Descriptors.NonBlocking | Descriptors.CloseOnExec, 0);
        errno = socket < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (socket < 0 || Libc.connect(socket, address, 3 + name.Length) == 0)
            return socket;
        errno = Marshal.GetLastPInvokeError();
        Libc.close(socket);
        return -1;
    }

    private void Turn()
    {
        var events = stackalloc byte[MaxEvents * EpollEvent.MaxSize];
        var count = Libc.epoll_wait(_epoll, events, MaxEvents, -1);
        if (count < 0 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
            throw new NativeException("epoll_wait", Marshal.GetLastPInvokeError());
        for (var i = 0; i < count && !_isOver; i++)
        {
            var number = (int)new EpollEvent(events + (i * EpollEvent.Size)).Data;
            if (number == 0)
                ReadInput();
            else if (_connections.TryGetValue(number, out var connection))
                Serve(connection);
        }
    }

    private void ReadInput()
    {
        nint count;
        fixed (byte* free = &_input[_filled])
            count = Libc.read(Input, free, _input.Length - _filled);
        if (count <= 0)
        {
            _isOver = count == 0 || Marshal.GetLastPInvokeError() is not (Errno.Interrupted or Errno.Again);
            return;
        }
        _filled += (int)count;
        var at = 0;
        while (_filled - at >= MuxFrameHeader.Size && !_isOver)
        {
            if (!MuxFrameHeader.TryRead(_input.AsSpan(at), out var header))
                throw GuestFailure.Invalid("a frame of an unknown kind");
            if (_filled - at < MuxFrameHeader.Size + header.Payload)
                break;
            Take(header, _input.AsSpan(at + MuxFrameHeader.Size, header.Payload));
            at += MuxFrameHeader.Size + header.Payload;
        }
        _input.AsSpan(at, _filled - at).CopyTo(_input);
        _filled -= at;
    }

    private void Take(MuxFrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Kind == MuxFrameKind.Open)
        {
            Open(header.Connection);
            return;
        }
        if (!_connections.TryGetValue(header.Connection, out var connection))
            return; // It was over here before the server knew.
        switch (header.Kind)
        {
            case MuxFrameKind.Data when connection.HasRoom(payload.Length):
                Passed(connection, connection.Pass(payload));
                break;
            case MuxFrameKind.Credit when connection.Credit + header.Count <= MuxProtocol.Window:
                connection.Credit += header.Count;
                break;
            case MuxFrameKind.End:
                connection.EndWrites();
                break;
            case MuxFrameKind.Reset:
                Close(connection);
                return;
            default:
                throw GuestFailure.Invalid("a frame that does not belong there");
        }
        Settle(connection);
    }

    private void Open(int number)
    {
        if (_connections.ContainsKey(number))
            throw GuestFailure.Invalid("a connection that is there already");
        // A guest that takes no more connections now is no reason to wait: the server tries again.
        var socket = _connections.Count < MuxProtocol.MaxConnections ? Connect(out _) : -1;
        if (socket < 0)
        {
            Send(new(MuxFrameKind.Reset, number, 0));
            return;
        }
        _connections[number] = new(number, socket);
        Settle(_connections[number]);
    }

    private void Serve(ProxyConnection connection)
    {
        if (connection.IsWaiting)
            Passed(connection, connection.Flush());
        if (_connections.ContainsKey(connection.Number) && !connection.ReadsEnded && connection.Credit > 0)
            ReadSocket(connection);
        Settle(connection);
    }

    private void ReadSocket(ProxyConnection connection)
    {
        nint count;
        fixed (byte* payload = &_output[MuxFrameHeader.Size])
            count = Libc.read(connection.Socket, payload, Math.Min(connection.Credit, MuxProtocol.MaxPayload));
        if (count > 0)
        {
            connection.Credit -= (int)count;
            Send(new(MuxFrameKind.Data, connection.Number, (int)count));
        }
        else if (count == 0)
        {
            connection.ReadsEnded = true;
            Send(new(MuxFrameKind.End, connection.Number, 0));
        }
        else if (Marshal.GetLastPInvokeError() is not (Errno.Again or Errno.Interrupted))
        {
            Reset(connection);
        }
    }

    private void Passed(ProxyConnection connection, int? count)
    {
        if (count is null)
            Reset(connection);
        else if (count > 0)
            Send(new(MuxFrameKind.Credit, connection.Number, count.Value));
    }

    // Waits for what it is to be waited for. A closed socket would tell it again and again, so nothing is waited for where nothing can be done.
    private void Settle(ProxyConnection connection)
    {
        if (!_connections.ContainsKey(connection.Number))
            return;
        if (connection is { ReadsEnded: true, WritesEnded: true })
        {
            Close(connection);
            return;
        }
        var (before, wanted) = (connection.Awaited, connection.Wanted);
        if (before == wanted)
            return;
        connection.Awaited = wanted;
        Watch(connection.Socket, connection.Number, before == 0 ? Add : wanted == 0 ? Delete : Modify, wanted);
    }

    private void Reset(ProxyConnection connection)
    {
        Close(connection);
        Send(new(MuxFrameKind.Reset, connection.Number, 0));
    }

    private void Close(ProxyConnection connection)
    {
        _connections.Remove(connection.Number);
        Libc.close(connection.Socket);
    }

    private void Watch(int descriptor, int number, int operation, uint events)
    {
        var bytes = stackalloc byte[EpollEvent.MaxSize];
        NativeMemory.Clear(bytes, EpollEvent.MaxSize);
        _ = new EpollEvent(bytes) { Events = events, Data = number };
        if (Libc.epoll_ctl(_epoll, operation, descriptor, bytes) != 0)
            throw new NativeException("epoll_ctl", Marshal.GetLastPInvokeError());
    }

    // The payload of data is in the buffer already.
    private void Send(MuxFrameHeader header)
    {
        header.Write(_output);
        var (length, written) = (MuxFrameHeader.Size + header.Payload, 0);
        fixed (byte* start = _output)
            while (written < length)
            {
                var count = Libc.write(Output, start + written, length - written);
                if (count >= 0)
                    written += (int)count;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    _isOver = true; // The server is gone.
                    return;
                }
            }
    }
}
