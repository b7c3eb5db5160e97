using Warren.Api;
using Warren.Sandboxes.Logs;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Sends a log as server-sent events.</summary>
internal sealed class LogStream(EventWriter events, LogReader reader, TimeProvider time)
{
    /// <summary>How long nothing is said at most.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of log that are sent together.</summary>
    public const int Batch = 64 * 1024;

    /// <summary>Sends what there is, and what is written from then on where that is wanted.</summary>
    public async Task SendAsync(bool follow, CancellationToken cancellationToken)
    {
        while (true)
        {
            await SendReadyAsync();
            if (!follow || reader.IsComplete)
                return;
            if (!await reader.WaitAsync(Silence, time, cancellationToken))
                events.WriteComment();
        }
    }

    private async Task SendReadyAsync()
    {
        var bytes = 0;
        while (reader.TryRead(out var piece))
        {
            events.WriteId(piece.Sequence);
            events.Write("entry", LogEntries.ToEntry(piece), WarrenJson.Wire.LogEntry);
            if ((bytes += piece.Data.Length) < Batch)
                continue;
            await events.FlushAsync();
            bytes = 0;
        }
        await events.FlushAsync();
    }
}
