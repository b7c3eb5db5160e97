using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Warren.Sandboxes.Logs;

namespace Warren.Server.Sandboxes;

/// <summary>Sends a log as the bytes that were written.</summary>
internal static class LogText
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain";

    /// <summary>Sends what there is, and what is written from then on where that is wanted.</summary>
    public static async Task SendAsync(HttpContext context, LogReader reader, bool follow, bool timestamps, TimeProvider time)
    {
        context.Response.ContentType = MediaType + "; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox";
        var (target, cancelled) = (context.Response.BodyWriter, context.RequestAborted);
        HashSet<(string, string)> within = [];
        await context.Response.StartAsync(cancelled);
        while (true)
        {
            for (var bytes = 0; reader.TryRead(out var piece); bytes += piece.Data.Length)
            {
                Write(target, piece, timestamps ? within : null);
                if (bytes >= LogStream.Batch)
                    bytes = await FlushAsync(target, cancelled);
            }
            await FlushAsync(target, cancelled);
            if (!follow || reader.IsComplete)
                return;
            await reader.WaitAsync(LogStream.Silence, time, cancelled);
        }
    }

    private static async Task<int> FlushAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        await target.FlushAsync(cancellationToken);
        return 0;
    }

    // `within` holds the outputs whose last line has not ended: what follows goes on with it, without another time.
    private static void Write(PipeWriter target, LogPiece piece, HashSet<(string, string)>? within)
    {
        if (within is null)
        {
            target.Write(piece.Data.Span);
            return;
        }
        for (var rest = piece.Data.Span; rest.Length > 0;)
        {
            if (within.Add((piece.Exec, piece.Stream)))
                Encoding.ASCII.GetBytes(piece.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z '", CultureInfo.InvariantCulture), target);
            var line = rest.IndexOf((byte)'\n') + 1;
            if (line > 0)
                within.Remove((piece.Exec, piece.Stream));
            target.Write(rest[..(line > 0 ? line : rest.Length)]);
            rest = rest[(line > 0 ? line : rest.Length)..];
        }
    }
}
