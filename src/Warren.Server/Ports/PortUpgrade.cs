using Microsoft.AspNetCore.Http.Features;

namespace Warren.Server.Ports;

/// <summary>Carries the bytes of a WebSocket between its two ends without reading them.</summary>
internal static class PortUpgrade
{
    private const int Piece = 16 * 1024;

    /// <summary>Tells the caller that the port has agreed, then carries until either end closes.</summary>
    public static async Task RunAsync(HttpContext context, HttpResponseMessage agreed, PortForm form, CancellationToken cancellationToken)
    {
        PortHeaders.CopyResponse(agreed, context.Response, form);
        context.Response.ContentLength = null;
        context.Response.Headers.Upgrade = "websocket";
        await using var caller = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        await using var port = await agreed.Content.ReadAsStreamAsync(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] ways = [CarryAsync(caller, port, ended.Token), CarryAsync(port, caller, ended.Token)];
        await Task.WhenAny(ways);
        await ended.CancelAsync();
        // Its ends see that it is over; why one of them broke off is not told in a WebSocket's bytes.
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task CarryAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await to.FlushAsync(cancellationToken);
        }
    }
}
