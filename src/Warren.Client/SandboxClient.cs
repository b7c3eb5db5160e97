using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>Sandboxes and what runs in them. Wherever an id is taken, a name is too.</summary>
public sealed class SandboxClient : InsideClient
{
    private const string Root = "api/v0/sandboxes";
    private readonly WarrenClient _client;

    internal SandboxClient(WarrenClient client)
        : base(client, Root, "statistics") => _client = client;

    /// <summary>Makes a sandbox; returns when it runs.</summary>
    public Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) => CreateAsync(spec, null, cancellationToken);

    /// <summary>Makes a sandbox, or gives the one that was made for the same key before.</summary>
    public Task<SandboxSnapshot> CreateAsync(SandboxSpec spec, string? idempotencyKey, CancellationToken cancellationToken) =>
        _client.CreateAsync(Root, WarrenClient.Json(spec, WarrenJson.Wire.SandboxSpec), WarrenJson.Wire.SandboxSnapshot, idempotencyKey, cancellationToken);

    /// <summary>Changes limits, lifetime or labels.</summary>
    public Task<SandboxSnapshot> UpdateAsync(string sandbox, SandboxPatch patch, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Patch, Path(sandbox), WarrenClient.Json(patch, WarrenJson.Wire.SandboxPatch), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Gives it more time; without a time what its lifetime says.</summary>
    public Task<SandboxSnapshot> RenewAsync(string sandbox, double? timeoutSeconds, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, $"{Path(sandbox)}/renew",
        WarrenClient.Json(new RenewRequest { TimeoutSeconds = timeoutSeconds }, WarrenJson.Wire.RenewRequest), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Reads one.</summary>
    public Task<SandboxSnapshot> GetAsync(string sandbox, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(sandbox), WarrenJson.Wire.SandboxSnapshot, cancellationToken);

    /// <summary>Reads all, page by page.</summary>
    /// <param name="labels">Only those that carry every one of these, as <c>key=value</c> or <c>key</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<SandboxSnapshot> ListAsync(IEnumerable<string> labels, CancellationToken cancellationToken) => _client.ReadPagesAsync(
        Query.Of(Root, [.. labels.Select(label => ("label", (string?)label))]), WarrenJson.Wire.PageSandboxSnapshot, most: null, cancellationToken);

    /// <summary>Destroys one.</summary>
    public Task DeleteAsync(string sandbox, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(sandbox), null, cancellationToken);

    /// <summary>Asks for <c>start</c>, <c>stop</c>, <c>pause</c> or <c>resume</c>; returns when it is done.</summary>
    public Task<SandboxSnapshot> ChangeAsync(string sandbox, string action, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, $"{Path(sandbox)}/{action}", null, WarrenJson.Wire.SandboxSnapshot, cancellationToken);
}
