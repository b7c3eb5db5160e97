using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>Sets of rights.</summary>
public sealed class RoleClient
{
    private const string Root = "api/v0/roles";
    private readonly WarrenClient _client;

    internal RoleClient(WarrenClient client) => _client = client;

    /// <summary>Makes one.</summary>
    public Task<Role> CreateAsync(RoleRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root, WarrenClient.Json(request, WarrenJson.Wire.RoleRequest), WarrenJson.Wire.Role, cancellationToken);

    /// <summary>Reads all, those that came with Warren too, page by page.</summary>
    public IAsyncEnumerable<Role> ListAsync(CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Root, WarrenJson.Wire.PageRole, most: null, cancellationToken);

    /// <summary>Reads one.</summary>
    public Task<Role> GetAsync(string role, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(role), WarrenJson.Wire.Role, cancellationToken);

    /// <summary>Removes one.</summary>
    public Task DeleteAsync(string role, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(role), null, cancellationToken);

    private static string Path(string role) => $"{Root}/{Uri.EscapeDataString(role)}";
}
