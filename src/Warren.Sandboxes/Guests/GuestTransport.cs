using System.Net;
using System.Net.Sockets;
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
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(10);

    private const int MaxErrorMessage = 4096;
    private const string BrokeOff = "The sandbox's guest cannot be reached, or broke off.";
    private const string Lied = "The sandbox's guest sent something that no guest may send";

    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;
    private readonly HttpMessageInvoker _http;

    public GuestTransport(Func<CancellationToken, ValueTask<Stream>> connect, TimeProvider time, Action<string>? broken)
    {
        _connect = connect;
        Health = new(ProbeAsync, broken, time);
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

    /// <summary>Whether the guest is still believed.</summary>
    public GuestHealth Health { get; }

    /// <summary>Makes a call that answers with a message.</summary>
    public Task<T> CallAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WithinAsync(CallDeadline, async token =>
        {
            using var response = await SendAsync(method, path, content, HttpVersion.Version20, token);
            return await ReadAsync(response, type, token);
        }, cancellationToken);

    /// <summary>Makes a call that answers with nothing. One that is unbounded ends when the guest stops to answer others.</summary>
    public async Task CallAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, bool isUnbounded = false)
    {
        using var watch = isUnbounded ? Health.Watch() : null;
        using var response = await WithinAsync(
            isUnbounded ? Timeout.InfiniteTimeSpan : CallDeadline,
            token => SendAsync(method, path, content, HttpVersion.Version20, token),
            cancellationToken);
    }

    /// <summary>Opens a stream: its start has a deadline, its length has none.</summary>
    public Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, Version version, CancellationToken cancellationToken) =>
        WithinAsync(CallDeadline, token => SendAsync(method, path, content, version, token), cancellationToken);

    /// <summary>Opens a connection to a port in the sandbox.</summary>
    public Task<GuestPortStream> OpenPortAsync(int port, CancellationToken cancellationToken) =>
        WithinAsync(CallDeadline, async token =>
        {
            Stream? stream = null;
            try
            {
                stream = await _connect(token);
                return new GuestPortStream(stream, await GuestPortOpener.UpgradeAsync(stream, port, token), Health);
            }
            catch (Exception failure)
            {
                if (stream is not null)
                    await stream.DisposeAsync();
                if (failure is FormatException)
                    throw Health.Fail($"{Lied}: {failure.Message}.", failure);
                if (failure is IOException or SocketException)
                    throw BreaksOff(failure);
                throw;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Health.Dispose();
        _http.Dispose();
    }

    /// <summary>What a guest's refusal means to a caller.</summary>
    public static WarrenException ToFailure(GuestError error) => new(
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

    private Task<GuestHello> ProbeAsync() => WithinAsync(ProbeDeadline, async token =>
    {
        using var response = await SendAsync(HttpMethod.Get, "hello", null, HttpVersion.Version20, token);
        return await ReadAsync(response, GuestJson.Default.GuestHello, token);
    }, CancellationToken.None);

    private async Task<T> WithinAsync<T>(TimeSpan delay, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(delay, Health, cancellationToken);
        try
        {
            return await call(deadline.Token);
        }
        catch (OperationCanceledException canceled) when (deadline.IsOver)
        {
            throw deadline.Explain(canceled);
        }
        catch (OperationCanceledException canceled) when (!cancellationToken.IsCancellationRequested)
        {
            // The HTTP client has a deadline of its own for connecting.
            throw Health.Fail($"The sandbox's guest took no connection within {ConnectDeadline.TotalSeconds:0} s.", canceled);
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
            throw BreaksOff(failure);
        }
        catch (ObjectDisposedException)
        {
            throw Health.Failure; // The sandbox was stopped, or given up, since its guest was taken.
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw ToFailure(await ReadAsync(response, GuestJson.Default.GuestError, cancellationToken));
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            if (response.Content.Headers.ContentLength is not (> 0 and <= GuestProtocol.MaxMessage))
                throw new JsonException();
            await response.Content.LoadIntoBufferAsync(GuestProtocol.MaxMessage, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw Health.Fail($"{Lied}: a malformed message.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw BreaksOff(failure);
        }
    }

    /// <summary>
    /// What a failure of the way to the guest is known to be that says nothing of the guest: that this process or the queue of the socket has no room for
    /// another connection, or that the driver's engine is away. Null where it is the guest's.
    /// </summary>
    public static WarrenException? FindKnown(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.WouldBlock or SocketError.TryAgain }:
                    return new(ErrorCode.TooManyRequests, "No other connection to the sandbox can be made now; try again.", failure);
                case WarrenException known:
                    return known;
            }
        return null;
    }

    private WarrenException BreaksOff(Exception failure) => FindKnown(failure) ?? Health.Fail(BrokeOff, failure);
}
