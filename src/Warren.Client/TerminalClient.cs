using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>Terminals in sandboxes. They live on without anybody attached.</summary>
public sealed class TerminalClient
{
    private readonly WarrenClient _client;
    private readonly string _root;

    internal TerminalClient(WarrenClient client, string root) => (_client, _root) = (client, root);

    /// <summary>Makes a terminal and starts its program.</summary>
    public Task<TerminalInfo> CreateAsync(string sandbox, TerminalRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root(sandbox), WarrenClient.Json(request, WarrenJson.Wire.TerminalRequest), WarrenJson.Wire.TerminalInfo, cancellationToken);

    /// <summary>Every terminal of a sandbox.</summary>
    public async Task<IReadOnlyList<TerminalInfo>> ListAsync(string sandbox, CancellationToken cancellationToken) =>
        (await _client.GetAsync(Root(sandbox) + "?limit=1000", WarrenJson.Wire.PageTerminalInfo, cancellationToken)).Items;

    /// <summary>Reads one.</summary>
    public Task<TerminalInfo> GetAsync(string sandbox, string terminal, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(sandbox, terminal), WarrenJson.Wire.TerminalInfo, cancellationToken);

    /// <summary>Ends one with all that runs on it.</summary>
    public Task DeleteAsync(string sandbox, string terminal, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(sandbox, terminal), null, cancellationToken);

    /// <summary>Takes part in a terminal from an offset of its output on; null shows what is kept of it.</summary>
    public TerminalSession Attach(string sandbox, string terminal, long? offset) => new(_client, Path(sandbox, terminal) + "/attach", offset);

    private string Root(string sandbox) => $"{_root}/{Uri.EscapeDataString(sandbox)}/terminals";

    private string Path(string sandbox, string terminal) => $"{Root(sandbox)}/{Uri.EscapeDataString(terminal)}";
}
