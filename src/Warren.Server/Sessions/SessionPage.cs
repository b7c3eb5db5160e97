using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sessions;

namespace Warren.Server.Sessions;

/// <summary>
/// Answers a list of sessions with a <see cref="Page{T}"/> of <see cref="Session"/>. Each is passed on as it was stored: to read and to
/// write them anew would take longer than to find them.
/// </summary>
internal sealed class SessionPage(Page<ListedSession> page) : IResult
{
    private const int Around = 128; // What is around the sessions, in bytes.
    private static readonly JsonWriterOptions Writing = new() { SkipValidation = true };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = new ArrayBufferWriter<byte>(Around + page.Items.Sum(session => session.Json.Length + 1));
        await using (var json = new Utf8JsonWriter(answer, Writing))
            Write(json);
        var response = httpContext.Response;
        (response.ContentType, response.ContentLength) = ($"{MediaTypeNames.Application.Json}; charset=utf-8", answer.WrittenCount);
        await response.Body.WriteAsync(answer.WrittenMemory, httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var session in page.Items)
            json.WriteRawValue(session.Json.Span, skipInputValidation: true);
        json.WriteEndArray();
        if (page.NextCursor is { } cursor)
            json.WriteString("nextCursor"u8, cursor);
        json.WriteEndObject();
    }
}
