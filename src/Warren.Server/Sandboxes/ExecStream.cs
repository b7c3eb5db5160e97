using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Sends what happens to an exec as server-sent events.</summary>
internal static class ExecStream
{
    /// <summary>Sends every event until the last.</summary>
    public static Task SendAsync(HttpContext context, Problems problems, IAsyncEnumerable<ExecEvent> happenings) =>
        EventWriter.RunAsync(context, problems, async events =>
        {
            OutputEncoder stdout = new("stdout"), stderr = new("stderr");
            await foreach (var happened in happenings)
            {
                Write(events, happened, stdout, stderr);
                await events.FlushAsync();
            }
        });

    private static void Write(EventWriter events, ExecEvent happened, OutputEncoder stdout, OutputEncoder stderr)
    {
        switch (happened)
        {
            case ExecEvent.Started started:
                events.Write("started", new ExecStarted { Id = started.Id }, WarrenJson.Wire.ExecStarted);
                break;
            case ExecEvent.Output output:
                (output.Stream == "stdout" ? stdout : stderr).Write(events, output.Offset, output.Data.Span);
                break;
            case ExecEvent.Dropped dropped:
                (dropped.Stream == "stdout" ? stdout : stderr).Finish(events);
                events.Write("dropped", new ExecDropped { Stream = dropped.Stream, Bytes = dropped.Bytes }, WarrenJson.Wire.ExecDropped);
                break;
            case ExecEvent.Exit exit:
                stdout.Finish(events);
                stderr.Finish(events);
                events.Write("exit", exit.Value, WarrenJson.Wire.ExecExit);
                break;
        }
    }
}
