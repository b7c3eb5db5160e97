using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Drivers.Docker.Guests;

namespace Warren.Drivers.Docker.Engine;

/// <summary>
/// The part of the Docker Engine API that the driver needs (version 1.41, which Docker 20.10 and Podman 4 serve). Messages are bounded
/// in size. An engine that is away is <see cref="ErrorCode.EngineUnavailable"/>, one that refuses is <see cref="EngineRefusal"/>.
/// </summary>
internal sealed partial class EngineClient(EngineAddress address, TimeSpan deadline, TimeProvider time) : IDisposable
{
    /// <summary>The version of the API that is spoken.</summary>
    public const string Version = "1.41";

    private const int MaxMessage = 16 << 20, MaxLine = 256 << 10, MaxWords = 1000;
    private static readonly MediaTypeHeaderValue JsonType = new("application/json"), TarType = new("application/x-tar");

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = (_, cancellationToken) => address.ConnectAsync(cancellationToken),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    {
        BaseAddress = new($"http://engine/v{Version}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Makes a call and reads its answer.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WithinAsync(deadline, token => ReadAsync(HttpMethod.Get, path, null, type, token), cancellationToken);

    /// <summary>Reads an answer that is the stream of a program's output, and gives the first of its errors.</summary>
    public Task<string> ReadErrorsAsync(string path, CancellationToken cancellationToken) => WithinAsync(deadline, async token =>
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, token);
        try
        {
            await using var stream = new AttachStream(await response.Content.ReadAsStreamAsync(token));
            var output = new byte[4096];
            while (await stream.ReadAsync(output, token) > 0)
            {
                // Only errors are asked for.
            }
            return stream.ErrorText;
        }
        catch (InvalidDataException)
        {
            throw Malformed();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Away(failure);
        }
    }, cancellationToken);

    /// <summary>As <see cref="GetAsync"/>; null where there is nothing of that name.</summary>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(path, type, cancellationToken);
        }
        catch (EngineRefusal refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sends a message and reads the answer.</summary>
    public Task<T> PostAsync<TMessage, T>(string path, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WithinAsync(deadline, token => ReadAsync(HttpMethod.Post, path, Json(message, messageType), type, token), cancellationToken);

    /// <summary>Has something done.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">What.</param>
    /// <param name="atMost">How long it may take beyond an ordinary call.</param>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    public Task DoAsync(HttpMethod method, string path, TimeSpan atMost, CancellationToken cancellationToken) => WithinAsync(deadline + atMost, async token =>
    {
        using var response = await SendAsync(method, path, null, token);
        return true;
    }, cancellationToken);

    /// <summary>Has something done with a message.</summary>
    public Task DoAsync<TMessage>(string path, TMessage message, JsonTypeInfo<TMessage> type, CancellationToken cancellationToken) => WithinAsync(deadline, async token =>
    {
        using var response = await SendAsync(HttpMethod.Post, path, Json(message, type), token);
        return true;
    }, cancellationToken);

    /// <summary>Whether a path answers.</summary>
    public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken) => WithinAsync(deadline, async token =>
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Head, path, null, token);
            return true;
        }
        catch (EngineRefusal refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }, cancellationToken);

    /// <summary>Sends a tar, as <paramref name="write"/> writes it. It takes as long as it takes.</summary>
    public async Task<HttpResponseMessage> SendTarAsync(HttpMethod method, string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var content = new WrittenContent(write);
        content.Headers.ContentType = TarType;
        return await SendAsync(method, path, content, cancellationToken);
    }

    /// <summary>Every message of a stream of them, one a line, until it ends or is cancelled.</summary>
    public async IAsyncEnumerable<T> FollowAsync<T>(string path, JsonTypeInfo<T> type, Action? began, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        began?.Invoke();
        await foreach (var line in LinesAsync(response, cancellationToken))
            yield return Parse(line.Span, type);
    }

    /// <summary>Every line of an answer.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (buffer, length) = (new byte[16 << 10], 0);
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, length < MaxLine ? length * 2 : throw Malformed());
            var count = await ReadBodyAsync(body, buffer.AsMemory(length), cancellationToken);
            if (count == 0)
                break;
            var start = 0;
            for (var end = length; end < length + count; end++)
                if (buffer[end] == '\n')
                {
                    if (!buffer.AsSpan(start, end - start).Trim((byte)'\r').IsEmpty)
                        yield return buffer.AsMemory(start, end - start);
                    start = end + 1;
                }
            length += count - start;
            buffer.AsSpan(start, length).CopyTo(buffer);
        }
        if (length > 0)
            yield return buffer.AsMemory(0, length);
    }

    /// <summary>Starts a program that was prepared, and gives the stream of what goes into and comes out of it.</summary>
    public Task<Stream> UpgradeAsync(string path, ExecStart start, CancellationToken cancellationToken) => WithinAsync(deadline, async token =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(start, EngineJson.Default.ExecStart) };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("tcp"));
        var response = await SendAsync(request, token);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return await response.Content.ReadAsStreamAsync(token);
        response.Dispose();
        throw new WarrenException(ErrorCode.EngineUnavailable, "The container engine gives no stream to programs in containers; is there a proxy before it?");
    }, cancellationToken);

    /// <summary>What an engine said, without where it keeps its files, which is not for whoever is told of a failure.</summary>
    public static string WithoutPaths(string words) => Paths().Replace(words, "[path]");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ByteArrayContent Json<T>(T message, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(message, type)) { Headers = { ContentType = JsonType } };

    private static T Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    [GeneratedRegex(@"(?<![\w.\]/])/[\w.@+-]+(/[\w.@+-]*)+")]
    private static partial Regex Paths();

    private static WarrenException Malformed() => new(ErrorCode.EngineUnavailable, "The container engine sent something that is not of the Docker Engine API.");

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, content, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxMessage, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Away(failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(request, cancellationToken);
    }

    // The answer's body was not read.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            throw Away(failure);
        }
        if ((int)response.StatusCode < 400)
            return response;
        using (response)
            throw new EngineRefusal(response.StatusCode, await WordsAsync(response, cancellationToken));
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxMessage, cancellationToken);
            var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var words = WithoutPaths(JsonSerializer.Deserialize(text, EngineJson.Default.EngineFailure)?.Message ?? $"status {(int)response.StatusCode}");
            return words.Length <= MaxWords ? words : words[..MaxWords];
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            return $"status {(int)response.StatusCode}";
        }
    }

    private static async ValueTask<int> ReadBodyAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, "The container engine broke off.", failure);
        }
    }

    private static WarrenException Away(Exception failure) =>
        new(ErrorCode.EngineUnavailable, "The container engine does not answer; `warren doctor` shows where it is looked for.", failure);

    private async Task<T> WithinAsync<T>(TimeSpan atMost, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, $"The container engine did not answer within {atMost.TotalSeconds:0} s.");
        }
    }
}
