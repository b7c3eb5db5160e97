using System.Buffers;
using System.Net.WebSockets;
using Warren.Sandboxes.Guests;

namespace Warren.Server.Ports;

/// <summary>
/// Carries a TCP connection in a WebSocket: its bytes in binary messages, whose bounds mean nothing. The end of one
/// direction is a Close frame, behind which the other direction may still go on.
/// </summary>
internal static class PortTunnel
{
    private const int Piece = 64 * 1024;

    /// <summary>Carries until both directions have ended, or one broke.</summary>
    public static async Task RunAsync(WebSocket caller, Stream port, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] ways = [ToPortAsync(caller, port, ended), ToCallerAsync(caller, port, ended)];
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (caller.State is not (WebSocketState.Closed or WebSocketState.Aborted))
            caller.Abort();
    }

    private static async Task ToPortAsync(WebSocket caller, Stream port, CancellationTokenSource ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await caller.ReceiveAsync(buffer.AsMemory(0, Piece), ended.Token) is { MessageType: WebSocketMessageType.Binary } piece)
                await port.WriteAsync(buffer.AsMemory(0, piece.Count), ended.Token);
            if (caller.CloseStatus is not null && port is IHalfClose half)
                half.CompleteWrites();
            else
                await ended.CancelAsync();
        }
        catch
        {
            await ended.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task ToCallerAsync(WebSocket caller, Stream port, CancellationTokenSource ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await port.ReadAsync(buffer.AsMemory(0, Piece), ended.Token) is > 0 and var count)
                await caller.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, ended.Token);
            await caller.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
        }
        catch (IOException)
        {
            // The connection was reset, which TCP tells apart from its end.
            await caller.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "The connection broke off.", ended.Token);
            await ended.CancelAsync();
        }
        catch
        {
            await ended.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
