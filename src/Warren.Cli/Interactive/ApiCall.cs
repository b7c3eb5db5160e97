using System.Text;
using System.Text.Json;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Interactive;

/// <summary>Makes a call of the API and prints its answer.</summary>
internal static class ApiCall
{
    private const int Longest = 16 << 20;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes it. JSON is indented on a terminal; a stream is printed as it comes, until it ends.</summary>
    public static async Task RunAsync(WarrenClient client, ConnectLine.Call call, CancellationToken cancellationToken)
    {
        using var answer = await client.Api.SendAsync(call.Method, call.Path, call.Json, cancellationToken);
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (IsText(type) || !Screen.IsTerminal)
        {
            if (type.EndsWith("json", StringComparison.Ordinal) && Screen.IsTerminal && answer.Content.Headers.ContentLength is null or <= Longest)
                WriteJson(await ReadAsync(body, cancellationToken));
            else
                await CopyAsync(body, isText: IsText(type), cancellationToken);
        }
        else if (answer.Content.Headers.ContentLength is not 0 && type.Length > 0)
            Write($"{(int)answer.StatusCode} {answer.ReasonPhrase}: {answer.Content.Headers.ContentLength} bytes of {type}, which a terminal cannot show.\n");
        else
            Write($"{(int)answer.StatusCode} {answer.ReasonPhrase}\n");
    }

    private static bool IsText(string type) => type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("json", StringComparison.Ordinal) || type.EndsWith("xml", StringComparison.Ordinal);

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await body.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    private static void WriteJson(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Indented))
            document.RootElement.WriteTo(writer);
        Write(Encoding.UTF8.GetString(text.ToArray()) + "\n");
    }

    private static async Task CopyAsync(Stream body, bool isText, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var letters = new char[buffer.Length];
        var decoder = Encoding.UTF8.GetDecoder(); // A letter may lie across two pieces.
        var last = (byte)'\n';
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            last = buffer[count - 1];
            if (isText && Screen.IsTerminal)
                Write(new string(letters, 0, decoder.GetChars(buffer, 0, count, letters, 0, flush: false)));
            else
                StandardStream.Output.Write(buffer.AsSpan(0, count));
        }
        if (isText && last != '\n')
            StandardStream.Output.Write("\n"u8);
    }

    // Sandboxes choose some of it.
    private static void Write(string text) => StandardStream.Output.Write(
        Encoding.UTF8.GetBytes(Screen.IsTerminal ? string.Join('\n', text.Split('\n').Select(line => Screen.Printable(line.TrimEnd('\r').Replace("\t", "    ", StringComparison.Ordinal)))) : text));
}
