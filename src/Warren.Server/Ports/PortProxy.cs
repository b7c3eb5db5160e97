using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Warren.Api;

namespace Warren.Server.Ports;

/// <summary>Carries one request to a port and its answer back, both as they come.</summary>
internal sealed class PortProxy(PortHeaders headers, TimeProvider clock, IHostApplicationLifetime server)
{
    private const int Piece = 64 * 1024;

    // From the last byte of the request on; an answer may then take as long as it likes.
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Carries it.</summary>
    public async Task ForwardAsync(HttpContext context, PortCall call, PortForm form)
    {
        if (context.Request.Method is "CONNECT" or "TRACE")
            throw new WarrenException(ErrorCode.InvalidRequest, $"{context.Request.Method} is not passed on.");
        LiftLimits(context);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        using var deadline = new CancellationTokenSource(AnswerDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, deadline.Token);
        var (upgrades, answered) = (IsWebSocket(context), false);
        using var body = HasBody(context) ? new PortBody(context.Request, () => deadline.CancelAfter(answered ? Timeout.InfiniteTimeSpan : AnswerDeadline)) : null;
        using var request = Create(context, form, body, upgrades);
        try
        {
            using var response = await SendAsync(call, request, either.Token, ended.Token);
            answered = true;
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            var isUpgrade = response.StatusCode == HttpStatusCode.SwitchingProtocols;
            if ((isUpgrade ? !upgrades : (int)response.StatusCode < StatusCodes.Status200OK)
                || !PortHeaders.TryCopyResponse(response, context.Response, form))
                throw PortFailure.Malformed(call);
            if (isUpgrade)
                await PortUpgrade.RunAsync(context, response, ended.Token);
            else
                await ReturnAsync(context, response, ended.Token);
        }
        catch (OperationCanceledException) when (server.ApplicationStopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping.");
        }
        finally
        {
            if (body is not null)
                await body.EndAsync();
        }
    }

    private HttpRequestMessage Create(HttpContext context, PortForm form, PortBody? body, bool upgrades)
    {
        // Parsed as little as possible: the port gets the very path that the caller wrote.
        var address = new Uri($"http://port.invalid{form.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), address)
        {
            Content = body,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        headers.CopyRequest(context, message, form);
        if (upgrades)
        {
            message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            message.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        }
        return message;
    }

    private static async Task<HttpResponseMessage> SendAsync(PortCall call, HttpRequestMessage request, CancellationToken either, CancellationToken ended)
    {
        try
        {
            return await call.Http.SendAsync(request, either);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !ended.IsCancellationRequested)
        {
            throw PortFailure.Late(call, AnswerDeadline);
        }
        catch (Exception failure) when (PortFailure.Explain(failure, call) is { } explained)
        {
            throw explained;
        }
        catch (HttpRequestException failure) when (FindBad(failure) is { } bad)
        {
            throw bad;
        }
    }

    private static async Task ReturnAsync(HttpContext context, HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = (int)message.StatusCode;
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            await using var body = await message.Content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                var reading = body.ReadAsync(buffer, cancellationToken);
                // Whoever waits for more gets what there is: the head of an event stream comes long before its first event.
                if (!reading.IsCompleted)
                    await response.BodyWriter.FlushAsync(cancellationToken);
                if (await reading is not (> 0 and var count))
                    break;
                await response.BodyWriter.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            await response.CompleteAsync();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // The one way to say in HTTP/1.1 that an answer is not whole.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A port takes as much, and as slowly, as it likes.
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    // Kestrel takes what follows an upgrade for a body too.
    private static bool HasBody(HttpContext context) => context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0;

    private static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Upgrade is [{ } protocol] && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private static BadHttpRequestException? FindBad(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException!)
            if (cause is BadHttpRequestException bad)
                return bad;
        return null;
    }
}
