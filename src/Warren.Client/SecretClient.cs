using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Client;

/// <summary>Secrets of workspaces and sessions. What is secret of them goes in and never comes out.</summary>
public sealed class SecretClient
{
    private const string Root = "api/v0/secrets";
    private readonly WarrenClient _client;

    internal SecretClient(WarrenClient client) => _client = client;

    /// <summary>Keeps one; that there is one of the name is a conflict.</summary>
    public Task<Secret> CreateAsync(SecretSpec spec, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root, WarrenClient.Json(spec, WarrenJson.Wire.SecretSpec), WarrenJson.Wire.Secret, cancellationToken);

    /// <summary>Gives one of a workspace or a session another value.</summary>
    public Task<Secret> UpdateAsync(string name, SecretUpdate update, string? workspace, string? session, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, Path(name, workspace, session), WarrenClient.Json(update, WarrenJson.Wire.SecretUpdate), WarrenJson.Wire.Secret, cancellationToken);

    /// <summary>Names one's own, or with <paramref name="all"/> those of others too, of a workspace or a session, page by page.</summary>
    public IAsyncEnumerable<Secret> ListAsync(string? workspace, string? session, bool all, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Query.Of(Root, ("workspace", workspace), ("session", session), ("all", Query.Flag(all))), WarrenJson.Wire.PageSecret, most: null, cancellationToken);

    /// <summary>Removes one of a workspace or a session.</summary>
    public Task DeleteAsync(string name, string? workspace, string? session, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(name, workspace, session), null, cancellationToken);

    private static string Path(string name, string? workspace, string? session) =>
        Query.Of($"{Root}/{Uri.EscapeDataString(name)}", ("workspace", workspace), ("session", session));
}
