using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>Keys that speak for accounts.</summary>
public sealed class KeyClient
{
    private const string Root = "api/v0/keys";
    private readonly WarrenClient _client;

    internal KeyClient(WarrenClient client) => _client = client;

    /// <summary>Makes one; nothing shows it again.</summary>
    public Task<ApiKeyCreated> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root, WarrenClient.Json(request, WarrenJson.Wire.ApiKeyRequest), WarrenJson.Wire.ApiKeyCreated, cancellationToken);

    /// <summary>Reads one's own, or where one may know of them those of everyone, page by page.</summary>
    public IAsyncEnumerable<ApiKey> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Root, WarrenJson.Wire.PageApiKey, most: null, cancellationToken);

    /// <summary>Ends one.</summary>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(key)}", null, cancellationToken);
}
