using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Api.Tools;

namespace Warren.Client;

/// <summary>Tools, their runs and what runs leave behind.</summary>
public sealed class ToolClient
{
    private const string Runs = "api/v0/tool-runs";
    private const int LargestPage = 1000;
    private readonly WarrenClient _client;

    internal ToolClient(WarrenClient client) => (_client, Artifacts) = (client, new(client));

    /// <summary>What runs were given and what they made.</summary>
    public ArtifactClient Artifacts { get; }

    /// <summary>Every tool, by name.</summary>
    public async Task<IReadOnlyList<ToolInfo>> ListAsync(CancellationToken cancellationToken) =>
        (await _client.GetAsync($"api/v0/tools?limit={LargestPage}", WarrenJson.Wire.PageToolInfo, cancellationToken)).Items;

    /// <summary>Runs a tool to its end. To break off the call ends the run.</summary>
    /// <param name="request">The body: <c>tool</c>, <c>sessionId</c> and the fields of the tool's <see cref="ToolInfo.InputSchema"/>.</param>
    /// <param name="cancellationToken">Ends the call and the run.</param>
    public Task<ToolResult> ExecuteAsync(JsonObject request, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, "api/v0/tools/execute", Body(request), WarrenJson.Wire.ToolResult, cancellationToken);

    /// <summary>
    /// Runs a tool and gives what its program writes as it writes it. To stop reading ends the run. When the server goes away behind the
    /// first message, its next start takes the run over, whose end is waited for.
    /// </summary>
    /// <param name="request">The body, as of <see cref="ExecuteAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call and the run.</param>
    public IAsyncEnumerable<ToolMessage> StreamAsync(JsonObject request, CancellationToken cancellationToken) =>
        new ToolRunStream(_client).ReadAsync("api/v0/tools/execute", Body(request), cancellationToken);

    /// <summary>Reads the history, newest first, page by page.</summary>
    public IAsyncEnumerable<ToolRun> ListRunsAsync(ToolRunQuery query, CancellationToken cancellationToken) => _client.ReadPagesAsync(
        Query.Of(Runs, ("sessionId", query.SessionId), ("tool", query.Tool), ("state", query.State?.ToString().ToLowerInvariant())),
        WarrenJson.Wire.PageToolRun, query.Most, cancellationToken);

    /// <summary>Reads one.</summary>
    public Task<ToolRun> GetRunAsync(string run, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(run), WarrenJson.Wire.ToolRun, cancellationToken);

    /// <summary>Reads how a finished one went.</summary>
    public Task<ToolResult> GetResultAsync(string run, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(run) + "/result", WarrenJson.Wire.ToolResult, cancellationToken);

    /// <summary>Reads the body that one was asked for with.</summary>
    public Task<JsonElement> GetRequestAsync(string run, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(run) + "/request", WarrenJson.Wire.JsonElement, cancellationToken);

    /// <summary>Runs the same again, to its end.</summary>
    public Task<ToolResult> RerunAsync(string run, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, Path(run) + "/rerun", null, WarrenJson.Wire.ToolResult, cancellationToken);

    /// <summary>Runs the same again, as <see cref="StreamAsync"/> does.</summary>
    public IAsyncEnumerable<ToolMessage> StreamRerunAsync(string run, CancellationToken cancellationToken) =>
        new ToolRunStream(_client).ReadAsync(Path(run) + "/rerun", null, cancellationToken);

    /// <summary>Ends one where it runs, and deletes it with its artifacts.</summary>
    public Task DeleteRunAsync(string run, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(run), null, cancellationToken);

    /// <summary>Does that to all that have a label.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> DeleteRunsAsync(string sessionId, CancellationToken cancellationToken) => (await _client.SendAsync(
        HttpMethod.Delete, $"{Runs}?sessionId={Uri.EscapeDataString(sessionId)}", null, WarrenJson.Wire.ToolRunsDeleted, cancellationToken)).Deleted;

    /// <summary>Makes an address of an artifact that holds its own permission.</summary>
    public Task<Link> CreateLinkAsync(string run, ToolLinkRequest request, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Path(run) + "/links", WarrenClient.Json(request, WarrenJson.Wire.ToolLinkRequest), WarrenJson.Wire.Link, cancellationToken);

    internal static string Path(string run) => $"{Runs}/{Uri.EscapeDataString(run)}";

    private static ByteArrayContent Body(JsonObject request)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
            request.WriteTo(writer);
        return new(body.WrittenSpan.ToArray()) { Headers = { ContentType = new("application/json") } };
    }
}
