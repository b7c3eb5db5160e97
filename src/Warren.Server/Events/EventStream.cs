using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Events;

/// <summary>Sends the feed as server-sent events, with a comment where nothing else was said for a while.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Sends every event until the reader goes away.</summary>
    public static Task SendAsync(HttpContext context, Problems problems, IAsyncEnumerable<SandboxEvent> happenings, TimeProvider time) =>
        EventWriter.RunAsync(context, problems, async events =>
        {
            // So that the reader knows at once that it is heard.
            events.WriteComment();
            await events.FlushAsync();
            await using var feed = happenings.GetAsyncEnumerator(context.RequestAborted);
            while (true)
            {
                var next = feed.MoveNextAsync().AsTask();
                while (!await CameAsync(next, time))
                {
                    events.WriteComment();
                    await events.FlushAsync();
                }
                if (!await next)
                    return;
                Write(events, feed.Current);
                await events.FlushAsync();
            }
        });

    private static async Task<bool> CameAsync(Task next, TimeProvider time)
    {
        if (next.IsCompleted)
            return true;
        using var rest = new CancellationTokenSource();
        var came = await Task.WhenAny(next, Task.Delay(Heartbeat, time, rest.Token)) == next;
        await rest.CancelAsync();
        return came;
    }

    private static void Write(EventWriter events, SandboxEvent happened)
    {
        if (happened.SandboxId is not null)
            events.WriteId(happened.Version);
        events.Write(happened.Type, happened, WarrenJson.Wire.SandboxEvent);
    }
}
