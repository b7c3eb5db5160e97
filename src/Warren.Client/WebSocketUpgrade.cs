using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Warren.Api;

namespace Warren.Client;

/// <summary>
/// Opens WebSockets (RFC 6455) as ordinary requests, so that a refusal is the server's own words. (ClientWebSocket tells
/// no more than a status.)
/// </summary>
internal static class WebSocketUpgrade
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    /// <summary>Opens one; whoever has it disposes it.</summary>
    public static async Task<WebSocket> OpenAsync(WarrenClient client, string path, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.Server, path)) { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", key);
        request.Headers.Add("Origin", client.Server.GetLeftPart(UriPartial.Authority));
        var response = await client.OpenAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols || Single(response, "Sec-WebSocket-Accept") != Accept(key))
        {
            response.Dispose();
            throw new WarrenException(ErrorCode.Internal, $"The server opened no WebSocket at {path}.");
        }
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = KeepAlive });
    }

    private static string? Single(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;

#pragma warning disable CA5350 // The protocol says SHA-1; nothing is kept secret by it.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
