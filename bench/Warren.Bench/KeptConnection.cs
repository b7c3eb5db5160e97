using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Warren.Bench;

/// <summary>
/// One kept connection to a server, by HTTP/1.1 (RFC 9112) and as little else as can be: where calls are as short as those that read one row,
/// a client that does more would be most of what is measured, on both sides. It blocks; each thread has its own.
/// </summary>
internal sealed class KeptConnection : IDisposable
{
    private const int NoContent = 204;
    private const int ReceiveLimit = 30_000; // ms
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = ReceiveLimit };
    private byte[] _buffer = new byte[1 << 16];
    private int _end;

    /// <summary>Connects.</summary>
    public KeptConnection(Uri server) => _socket.Connect(server.Host, server.Port);

    /// <summary>The bytes of a request without a body.</summary>
    /// <param name="server">The server that it is for.</param>
    /// <param name="token">Who makes it; null for nobody.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="method">The method.</param>
    public static byte[] Request(Uri server, string? token, string path, string method = "GET") => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}{(method == "GET" ? "" : "Content-Length: 0\r\n")}\r\n");

    /// <summary>Sends a request and reads all of its answer.</summary>
    /// <returns>Its status, and its body, which is there until the next call.</returns>
    /// <exception cref="InvalidOperationException">It is no answer, or breaks off.</exception>
    public (int Status, ReadOnlyMemory<byte> Body) Call(byte[] request)
    {
        _socket.Send(request);
        _end = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
            Receive();
        var fields = _buffer.AsSpan(0, head + 2);
        if (!fields.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(fields[9..12], out int status, out _))
            throw new InvalidOperationException("The server answers something else than HTTP.");
        var body = head + 4;
        return (status, status == NoContent ? default : FindLength(fields) is { } length ? ReadKnown(body, length) : ReadChunks(body));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private ReadOnlyMemory<byte> ReadKnown(int at, int length)
    {
        while (_end < at + length)
            Receive();
        return _buffer.AsMemory(at, length);
    }

    // Puts the chunks together where the first of them is.
    private ReadOnlyMemory<byte> ReadChunks(int at)
    {
        for (var (start, target) = (at, at); ;)
        {
            int line;
            while ((line = _buffer.AsSpan(at, _end - at).IndexOf("\r\n"u8)) < 0)
                Receive();
            if (!Utf8Parser.TryParse(_buffer.AsSpan(at, line), out int size, out _, 'x'))
                throw new InvalidOperationException("A chunk of an answer has no length.");
            at += line + 2;
            while (_end < at + size + 2)
                Receive();
            if (size == 0)
                return _buffer.AsMemory(start, target - start);
            _buffer.AsSpan(at, size).CopyTo(_buffer.AsSpan(target));
            (target, at) = (target + size, at + size + 2);
        }
    }

    private void Receive()
    {
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var count = _socket.Receive(_buffer.AsSpan(_end));
        _end += count > 0 ? count : throw new InvalidOperationException("The server closed a connection that was to be kept.");
    }

    // An answer that has a body and says no length comes in chunks.
    private static int? FindLength(ReadOnlySpan<byte> fields)
    {
        var name = "\r\nContent-Length: "u8;
        return fields.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(fields[(at + name.Length)..], out int length, out _) ? length : null;
    }
}
