using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>Who has which role.</summary>
public sealed class BindingClient
{
    private const string Root = "api/v0/role-bindings";
    private readonly WarrenClient _client;

    internal BindingClient(WarrenClient client) => _client = client;

    /// <summary>Gives a role to somebody.</summary>
    public Task<RoleBinding> CreateAsync(RoleBindingRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root, WarrenClient.Json(request, WarrenJson.Wire.RoleBindingRequest), WarrenJson.Wire.RoleBinding, cancellationToken);

    /// <summary>Reads all, page by page.</summary>
    public IAsyncEnumerable<RoleBinding> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Root, WarrenJson.Wire.PageRoleBinding, most: null, cancellationToken);

    /// <summary>Takes a role away again.</summary>
    public Task DeleteAsync(string binding, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(binding)}", null, cancellationToken);
}
