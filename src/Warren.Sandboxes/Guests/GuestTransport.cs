using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// HTTP to one guest. Calls share one HTTP/2 connection; streams of output have an HTTP/1.1 connection each, whose
/// kernel buffers bound what is on its way: less than the guest keeps, so that nothing is lost when either end dies.
/// </summary>
internal sealed class GuestTransport : IDisposable
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(30);

    private const int MaxErrorMessage = 4096;

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;

    public GuestTransport(Func<CancellationToken, ValueTask<Stream>> connect, TimeProvider time)
    {
        _time = time;
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => connect(cancellationToken),
            ConnectTimeout = ConnectDeadline,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 8,
            // A stream that ended is used again; one that was left in the middle is closed.
            MaxResponseDrainSize = 64,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(50),
        });
    }

    /// <summary>Makes a call that answers with a message.</summary>
    public async Task<T> CallAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(CallDeadline, _time, cancellationToken);
        try
        {
            using var response = await SendAsync(method, path, content, HttpVersion.Version20, deadline.Token);
            return await ReadAsync(response, type, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw LateAnswer();
        }
    }

    /// <summary>Makes a call that answers with nothing.</summary>
    public async Task CallAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, bool isUnbounded = false)
    {
        using var deadline = new Deadline(isUnbounded ? Timeout.InfiniteTimeSpan : CallDeadline, _time, cancellationToken);
        try
        {
            using var response = await SendAsync(method, path, content, HttpVersion.Version20, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw LateAnswer();
        }
    }

    /// <summary>Opens a stream: its start has a deadline, its length has none.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, Version version, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(CallDeadline, _time, cancellationToken);
        try
        {
            return await SendAsync(method, path, content, version, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw LateAnswer();
        }
    }

    /// <summary>Sends a call; gives its answer, whose body was not read, where it is a success.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, Version version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"http://guest/v{GuestProtocol.Generation}/{path}")
        {
            Content = content,
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox's guest cannot be reached.", failure);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw ToFailure(await ReadAsync(response, GuestJson.Default.GuestError, cancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            if (response.Content.Headers.ContentLength is not (> 0 and <= GuestProtocol.MaxMessage))
                throw new JsonException();
            await response.Content.LoadIntoBufferAsync(GuestProtocol.MaxMessage, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException();
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException)
        {
            throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox's guest broke off, or sent something that no guest may send.", failure);
        }
    }

    private static WarrenException LateAnswer() => new(ErrorCode.SandboxFailed, "The sandbox's guest did not answer in time.");

    internal static WarrenException ToFailure(GuestError error) => new(
        error.Code switch
        {
            GuestErrorCode.InvalidRequest => ErrorCode.InvalidRequest,
            GuestErrorCode.NotFound => ErrorCode.NotFound,
            GuestErrorCode.Conflict => ErrorCode.Conflict,
            GuestErrorCode.TooLarge => ErrorCode.TooLarge,
            GuestErrorCode.TooManyRequests => ErrorCode.TooManyRequests,
            GuestErrorCode.Forbidden => ErrorCode.Forbidden,
            GuestErrorCode.DiskFull => ErrorCode.DiskFull,
            GuestErrorCode.PreconditionFailed => ErrorCode.PreconditionFailed,
            GuestErrorCode.CrossDevice => ErrorCode.CapabilityMissing,
            _ => ErrorCode.SandboxFailed,
        },
        error.Message.Length <= MaxErrorMessage ? error.Message : error.Message[..MaxErrorMessage]);

}
