using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>
/// Takes part in a terminal. When the server goes away, the session goes on where it was as soon as it is back; what is
/// written in the meantime waits.
/// </summary>
public sealed class TerminalSession : IDisposable
{
    private const int Piece = 64 * 1024;
    private readonly WarrenClient _client;
    private readonly string _path;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[Piece];
    private long? _offset; // Up to which output was read; null before the first connection.
    private long _next; // Offset of the byte that comes next on this connection.
    private TerminalSize? _size;
    private TaskCompletionSource<WebSocket> _socket = NewSocket();

    internal TerminalSession(WarrenClient client, string path, long? offset) => (_client, _path, _offset) = (client, path, offset);

    /// <summary>Reads until the terminal's program ends.</summary>
    public IAsyncEnumerable<TerminalEvent> ReadAsync(CancellationToken cancellationToken)
    {
        var connection = new Reconnector(_client);
        return connection.ReadAsync(() => ReadOnceAsync(connection, cancellationToken), cancellationToken);
    }

    /// <summary>Writes to the terminal, as its keyboard does.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        SendAsync(data, WebSocketMessageType.Binary, cancellationToken);

    /// <summary>Tells the terminal its size, now and after each new connection.</summary>
    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken)
    {
        _size = new() { Columns = columns, Rows = rows };
        return SendAsync(Resize(_size), WebSocketMessageType.Text, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_socket.Task.IsCompletedSuccessfully)
            _socket.Task.Result.Dispose();
        _sending.Dispose();
    }

    private static TaskCompletionSource<WebSocket> NewSocket() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static byte[] Resize(TerminalSize size) => JsonSerializer.SerializeToUtf8Bytes(
        new TerminalMessage { Type = "resize", Columns = size.Columns, Rows = size.Rows }, WarrenJson.Wire.TerminalMessage);

    private async IAsyncEnumerable<TerminalEvent> ReadOnceAsync(Reconnector connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = _offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"?offset={offset}") : "";
        using var socket = await WebSocketUpgrade.OpenAsync(_client, _path + query, cancellationToken);
        connection.Succeeded();
        if (_size is { } size)
            await socket.SendAsync(Resize(size), WebSocketMessageType.Text, true, cancellationToken);
        _socket.TrySetResult(socket);
        try
        {
            await foreach (var entry in ReceiveAsync(socket, cancellationToken))
                yield return entry;
        }
        finally
        {
            _socket = NewSocket();
        }
    }

    private async IAsyncEnumerable<TerminalEvent> ReceiveAsync(WebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (type, length) = await ReceiveMessageAsync(socket, cancellationToken);
            if (type == WebSocketMessageType.Close)
                throw socket.CloseStatus is WebSocketCloseStatus.PolicyViolation or WebSocketCloseStatus.MessageTooBig
                    ? new WarrenException(ErrorCode.InvalidRequest, socket.CloseStatusDescription ?? "The terminal refused what was sent.")
                    : Reconnector.BrokenOff();
            if (type == WebSocketMessageType.Binary)
            {
                if (Take(length) is { Bytes.Length: > 0 } output)
                    yield return output;
            }
            else if (Parse(JsonSerializer.Deserialize(_buffer.AsSpan(0, length), WarrenJson.Wire.TerminalMessage)!) is { } entry)
            {
                yield return entry;
                if (entry is TerminalEvent.Exit)
                    yield break;
            }
        }
    }

    // What was read before a connection broke off may come again.
    private TerminalEvent.Output Take(int length)
    {
        var seen = (int)Math.Clamp((_offset ?? 0) - _next, 0, length);
        var output = new TerminalEvent.Output(_next + seen, _buffer.AsMemory(seen, length - seen));
        _next += length;
        _offset = Math.Max(_offset ?? 0, _next);
        return output;
    }

    private TerminalEvent? Parse(TerminalMessage message)
    {
        switch (message.Type)
        {
            case "attached":
                _next = message.Offset ?? 0;
                var missing = _next - (_offset ?? _next);
                _offset = Math.Max(_offset ?? 0, _next);
                return missing > 0 ? new TerminalEvent.Dropped(missing) : null;
            case "dropped":
                _next += message.Bytes ?? 0;
                _offset = Math.Max(_offset ?? 0, _next);
                return new TerminalEvent.Dropped(message.Bytes ?? 0);
            case "resized":
                return new TerminalEvent.Resized(message.Columns ?? 0, message.Rows ?? 0);
            case "exit":
                return new TerminalEvent.Exit(message.ExitCode, message.Signal);
            case "error":
                throw new WarrenException(ErrorCode.SandboxFailed, message.Reason ?? "The terminal broke off.");
            default:
                return null;
        }
    }

    // Binary messages come in pieces of any size; a text message is short.
    private async Task<(WebSocketMessageType Type, int Length)> ReceiveMessageAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
                length += received.Count;
                if (received.EndOfMessage || received.MessageType != WebSocketMessageType.Text || length == Piece)
                    return (received.MessageType, length);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or IOException)
        {
            throw Reconnector.BrokenOff();
        }
    }

    // What the connection did not take is sent again on the next one.
    private async Task SendAsync(ReadOnlyMemory<byte> data, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var current = _socket;
                var socket = await current.Task.WaitAsync(cancellationToken);
                try
                {
                    await socket.SendAsync(data, type, true, cancellationToken);
                    return;
                }
                catch (Exception failure) when (failure is WebSocketException or IOException or ObjectDisposedException)
                {
                    // The reading side sees the same end and opens the next connection.
                    await Task.Delay(_client.Reconnects.FirstWait, _client.Reconnects.Clock, cancellationToken);
                }
            }
        }
        finally
        {
            _sending.Release();
        }
    }
}
