using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Client;

/// <summary>What is said in sessions.</summary>
public sealed class MessageClient
{
    private readonly WarrenClient _client;
    private readonly string _root;

    internal MessageClient(WarrenClient client, string root) => (_client, _root) = (client, root);

    /// <summary>Says something; it wakes a session that is idle, and is delivered to the agents in it.</summary>
    public Task<Message> SendAsync(string session, MessageRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Path(session), WarrenClient.Json(request, WarrenJson.Wire.MessageRequest), WarrenJson.Wire.Message, cancellationToken);

    /// <summary>Reads all, oldest first, page by page.</summary>
    public IAsyncEnumerable<Message> ListAsync(string session, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Path(session), WarrenJson.Wire.PageMessage, most: null, cancellationToken);

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(string session, CancellationToken cancellationToken) =>
        (await _client.GetAsync($"{Path(session)}/count", WarrenJson.Wire.MessageCount, cancellationToken)).Count;

    /// <summary>Deletes all.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> DeleteAsync(string session, CancellationToken cancellationToken) =>
        (await _client.SendAsync(HttpMethod.Delete, Path(session), null, WarrenJson.Wire.MessagesDeleted, cancellationToken)).Deleted;

    private string Path(string session) => $"{_root}/{Uri.EscapeDataString(session)}/messages";
}
