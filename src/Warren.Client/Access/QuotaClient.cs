using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>What accounts and workspaces may use, and use.</summary>
public sealed class QuotaClient
{
    private const string Root = "api/v0/quotas";
    private readonly WarrenClient _client;

    internal QuotaClient(WarrenClient client) => _client = client;

    /// <summary>Reads all, page by page.</summary>
    public IAsyncEnumerable<Quota> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Root, WarrenJson.Wire.PageQuota, most: null, cancellationToken);

    /// <summary>Sets that of an account or a workspace, in place of the one before.</summary>
    public Task<Quota> SetAsync(string name, QuotaRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, $"{Root}/{Uri.EscapeDataString(name)}",
        WarrenClient.Json(request, WarrenJson.Wire.QuotaRequest), WarrenJson.Wire.Quota, cancellationToken);
}
