using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>
/// Answers with server-sent events, each sent at once. The answer begins with the first event: a failure before it is
/// an ordinary error, one after it the event <c>error</c>.
/// </summary>
internal sealed class EventWriter(HttpContext context) : IDisposable
{
    /// <summary>The media type of a stream of events.</summary>
    public const string MediaType = "text/event-stream";

    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = WarrenJson.Wire.Options.Encoder, SkipValidation = true });

    /// <summary>Writes what a producer makes, and the failure that may end it.</summary>
    public static async Task RunAsync(HttpContext context, Problems problems, Func<EventWriter, Task> produce)
    {
        using var events = new EventWriter(context);
        try
        {
            await produce(events);
        }
        catch (Exception failure) when (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await events.WriteAsync("error", problems.Describe(context, failure), WarrenJson.Wire.Problem);
        }
    }

    /// <summary>Sends one event.</summary>
    public Task WriteAsync<T>(string name, T data, JsonTypeInfo<T> type)
    {
        Write(name, data, type);
        return FlushAsync();
    }

    /// <summary>Writes one event, which is sent no sooner than <see cref="FlushAsync"/>.</summary>
    public void Write<T>(string name, T data, JsonTypeInfo<T> type)
    {
        JsonSerializer.Serialize(Begin(name), data, type);
        End();
    }

    /// <summary>Writes the id of the event that is written next: a reader gives it as <c>Last-Event-ID</c> to go on behind it.</summary>
    public void WriteId(long id)
    {
        var output = Output();
        output.Write("id: "u8);
        Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture), output);
        output.Write("\n"u8);
    }

    /// <summary>Writes a comment, which keeps a connection alive on which nothing else is said.</summary>
    public void WriteComment() => Output().Write(":\n\n"u8);

    /// <summary>Begins an event whose data is written to the result.</summary>
    public Utf8JsonWriter Begin(string name)
    {
        var output = Output();
        output.Write("event: "u8);
        Encoding.ASCII.GetBytes(name, output);
        output.Write("\ndata: "u8);
        _json.Reset(output);
        return _json;
    }

    /// <summary>Ends the event that was begun last.</summary>
    public void End()
    {
        _json.Flush();
        context.Response.BodyWriter.Write("\n\n"u8);
    }

    /// <summary>Sends what was written; waits while the reader is slow.</summary>
    public async Task FlushAsync() => await context.Response.BodyWriter.FlushAsync(context.RequestAborted);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private PipeWriter Output()
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            response.ContentType = MediaType;
            response.Headers.CacheControl = "no-cache";
        }
        return response.BodyWriter;
    }
}
