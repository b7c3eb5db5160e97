using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Client.Access;

namespace Warren.Client;

/// <summary>Calls a Warren server. Every failure that the server reports is a <see cref="WarrenException"/>.</summary>
public sealed class WarrenClient : IDisposable
{
    private const int LargestPage = 1000;
    private readonly HttpClient _http;
    private readonly Func<Uri?>? _locate;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="server">Base address, such as <c>http://127.0.0.1:9000</c>.</param>
    /// <param name="token">What shows who calls: the server's token, one of a login, or a key; null for nobody, who can only sign in.</param>
    /// <param name="locate">Finds the address anew after the server was away; null where it never changes.</param>
    public WarrenClient(Uri server, string? token, Func<Uri?>? locate = null)
    {
        (Server, _locate) = (server, locate);
        // The server is on this machine: neither a proxy nor cookies are between.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan, // The caller's token ends a call; builds and execs take as long as they take.
        };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Sandboxes = new SandboxClient(this);
        Images = new ImageClient(this);
        Tools = new ToolClient(this);
        Api = new ApiClient(this);
        Sessions = new SessionClient(this);
        Agents = new AgentClient(this);
        Secrets = new SecretClient(this);
        Access = new AccessClient(this);
        Auth = new AuthClient(this);
    }

    /// <summary>Base address of the server.</summary>
    public Uri Server { get; private set; }

    /// <summary>How streams are taken up again when the server goes away under them.</summary>
    public ReconnectPolicy Reconnects { get; init; } = new();

    /// <summary>Sandboxes and what runs in them.</summary>
    public SandboxClient Sandboxes { get; }

    /// <summary>Files in sandboxes.</summary>
    public FileClient Files => Sandboxes.Files;

    /// <summary>The image store.</summary>
    public ImageClient Images { get; }

    /// <summary>Terminals in sandboxes.</summary>
    public TerminalClient Terminals => Sandboxes.Terminals;

    /// <summary>Ports of sandboxes, and links to them and to files.</summary>
    public PortClient Ports => Sandboxes.Ports;

    /// <summary>What happens: logs, events, statistics.</summary>
    public FeedClient Feeds => Sandboxes.Feeds;

    /// <summary>Tools and their runs.</summary>
    public ToolClient Tools { get; }

    /// <summary>Calls by their paths.</summary>
    public ApiClient Api { get; }

    /// <summary>Sessions and what is done inside of them.</summary>
    public SessionClient Sessions { get; }

    /// <summary>Definitions of agents.</summary>
    public AgentClient Agents { get; }

    /// <summary>Secrets of workspaces and sessions.</summary>
    public SecretClient Secrets { get; }

    /// <summary>Accounts, roles, keys, quotas and the audit log.</summary>
    public AccessClient Access { get; }

    /// <summary>Signing in and out.</summary>
    public AuthClient Auth { get; }

    /// <summary>What the server is.</summary>
    public Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) =>
        GetAsync("api/v0/version", WarrenJson.Wire.VersionInfo, cancellationToken);

    /// <summary>What the server finds on its host.</summary>
    public async Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/v0/host/checks", WarrenJson.Wire.PageHostCheck, cancellationToken)).Items;

    /// <summary>Makes a link that signs one browser in, once and soon.</summary>
    public Task<Link> CreateLoginLinkAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "api/v0/auth/links", null, WarrenJson.Wire.Link, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    internal async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(method, path, content, null, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    /// <summary>Makes something, or gives what was made for the same key before.</summary>
    internal async Task<T> CreateAsync<T>(string path, HttpContent content, JsonTypeInfo<T> type, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Post, path, content, null, cancellationToken, headers =>
        {
            if (idempotencyKey is not null)
                headers.Add("Idempotency-Key", idempotencyKey);
        });
        return await ReadAsync(response, type, cancellationToken);
    }

    /// <summary>Reads a list to its end, page by page.</summary>
    /// <param name="path">Path and query of the list.</param>
    /// <param name="type">Form of a page.</param>
    /// <param name="most">How many at most; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<T> ReadPagesAsync<T>(
        string path, JsonTypeInfo<Page<T>> type, int? most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (left, cursor) = (most ?? int.MaxValue, (string?)null);
        while (left > 0)
        {
            var page = await GetAsync(Query.Of(path, ("limit", Query.Number(Math.Min(left, LargestPage))), ("cursor", cursor)), type, cancellationToken);
            foreach (var item in page.Items)
                yield return item;
            left -= page.Items.Count;
            if ((cursor = page.NextCursor) is null)
                break;
        }
    }

    internal async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(method, path, content, null, cancellationToken);
    }

    internal async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, string? accept, CancellationToken cancellationToken,
        Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server, path)) { Content = content };
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        headers?.Invoke(request.Headers);
        return await OpenAsync(request, cancellationToken);
    }

    internal async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, $"The server does not answer at {Server}.", failure);
        }
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return response;
        using (response)
            throw await ReadFailureAsync(response, cancellationToken);
    }

    /// <summary>Asks where the server is now: after a restart it may listen on another port.</summary>
    internal void Relocate() => Server = _locate?.Invoke() ?? Server;

    // Of known length, so that head and body leave together; JsonContent sends chunks.
    internal static HttpContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = new("application/json") } };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await Reconnector.ReadPartAsync(JsonSerializer.DeserializeAsync(body, type, cancellationToken))
            ?? throw new WarrenException(ErrorCode.Internal, "The server's answer is empty.");
    }

    private static async Task<WarrenException> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? new(await ReadAsync(response, WarrenJson.Wire.Problem, cancellationToken))
            : new(ErrorCodes.FromHttpStatus((int)response.StatusCode), $"The server answered with status {(int)response.StatusCode}.");
}
