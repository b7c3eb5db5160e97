using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Terminals;

namespace Warren.Server.Sandboxes;

/// <summary>
/// Carries a terminal over a WebSocket. One task sends, the other receives; whichever ends first ends the other, and
/// the client is told why.
/// </summary>
internal sealed class TerminalSocket(WebSocket socket, TerminalAttachment terminal, TimeProvider time)
{
    private const int MaxText = 4096;
    private const int InputPiece = 16 * 1024;
    private const int MaxReason = 120; // RFC 6455, 5.5: 125 bytes with the status.
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the program ends, the client leaves, or the server does.</summary>
    public async Task RunAsync(CancellationToken leaving)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        using var dead = new CancellationTokenSource();
        var receiving = ReceiveAsync(dead.Token);
        var sending = SendAsync(closed.Token);
        try
        {
            var first = await Task.WhenAny(receiving, sending);
            await closed.CancelAsync();
            var (status, reason) = await sending;
            if (first == receiving)
                (status, reason) = await receiving;
            dead.CancelAfter(ClosePatience);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, Cut(reason), dead.Token);
            // A client that is told to go says goodbye; what it still sends is not wanted.
            await receiving;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            socket.Abort();
        }
        finally
        {
            await dead.CancelAsync();
            await Task.WhenAll((Task)receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(WebSocketCloseStatus Status, string Reason)> SendAsync(CancellationToken closed)
    {
        await SendAsync(terminal.Greeting);
        while (!closed.IsCancellationRequested)
        {
            while (terminal.TryRead(out var output, out var message))
            {
                if (message is not null)
                    await SendAsync(message);
                else
                    await SendAsync(output, WebSocketMessageType.Binary);
                if (closed.IsCancellationRequested)
                    break;
                if (message is { Type: "exit" })
                    return (WebSocketCloseStatus.NormalClosure, "The program ended.");
                if (message is { Type: "error", Reason: var reason })
                    return (WebSocketCloseStatus.EndpointUnavailable, reason ?? "");
            }
            await ((Task)terminal.WaitAsync(closed)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return (WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; attach again once it is back.");
    }

    private Task SendAsync(TerminalMessage message) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, WarrenJson.Wire.TerminalMessage), WebSocketMessageType.Text);

    private async Task SendAsync(ReadOnlyMemory<byte> data, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(SendPatience, time);
        await socket.SendAsync(data, type, endOfMessage: true, patience.Token);
    }

    private async Task<(WebSocketCloseStatus Status, string Reason)> ReceiveAsync(CancellationToken dead)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InputPiece);
        try
        {
            var text = new ArrayBufferWriter<byte>();
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(0, InputPiece), dead);
                if (received.MessageType == WebSocketMessageType.Close)
                    return (WebSocketCloseStatus.NormalClosure, "");
                var data = buffer.AsMemory(0, received.Count);
                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    if (!data.IsEmpty)
                        await terminal.WriteAsync(data, dead);
                    continue;
                }
                if (text.WrittenCount + data.Length > MaxText)
                    return (WebSocketCloseStatus.MessageTooBig, $"A text message has at most {MaxText} bytes; input is sent as binary messages.");
                text.Write(data.Span);
                if (!received.EndOfMessage)
                    continue;
                await HearAsync(text.WrittenMemory, dead);
                text.ResetWrittenCount();
            }
        }
        catch (WarrenException refused)
        {
            return (WebSocketCloseStatus.PolicyViolation, refused.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task HearAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        TerminalMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(text.Span, WarrenJson.Wire.TerminalMessage);
        }
        catch (JsonException)
        {
            message = null;
        }
        if (message is not { Type: "resize", Columns: { } columns, Rows: { } rows })
            throw new WarrenException(ErrorCode.InvalidRequest, "A text message is {\"type\":\"resize\",\"columns\":C,\"rows\":R}.");
        await terminal.ResizeAsync(columns, rows, cancellationToken);
    }

    private static string Cut(string reason)
    {
        if (Encoding.UTF8.GetByteCount(reason) <= MaxReason)
            return reason;
        var bytes = Encoding.UTF8.GetBytes(reason).AsSpan(0, MaxReason);
        while (bytes.Length > 0 && (bytes[^1] & 0x80) != 0)
            bytes = bytes[..^1];
        return Encoding.UTF8.GetString(bytes);
    }
}
