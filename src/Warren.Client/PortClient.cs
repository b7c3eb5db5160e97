using System.Globalization;
using System.Net.WebSockets;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>Ports of sandboxes, and signed links.</summary>
public sealed class PortClient
{
    private readonly WarrenClient _client;
    private readonly string _root;

    internal PortClient(WarrenClient client, string root) => (_client, _root) = (client, root);

    /// <summary>
    /// Connects to a TCP port inside a sandbox. Bytes are binary messages; the end of either direction is a close message,
    /// behind which the other direction goes on. While the server is away it is waited for.
    /// </summary>
    public async Task<WebSocket> ConnectAsync(string sandbox, int port, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Path(sandbox)}/ports/{port}/tcp");
        return await new Reconnector(_client, hasAnswered: true).RetryAsync(() => WebSocketUpgrade.OpenAsync(_client, path, cancellationToken), cancellationToken);
    }

    /// <summary>Makes an address that holds its own permission.</summary>
    public Task<Link> CreateLinkAsync(string sandbox, LinkRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(sandbox)}/links",
        WarrenClient.Json(request, WarrenJson.Wire.LinkRequest), WarrenJson.Wire.Link, cancellationToken);

    private string Path(string sandbox) => $"{_root}/{Uri.EscapeDataString(sandbox)}";
}
