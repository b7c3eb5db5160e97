using System.Text;

namespace Warren.Server.FunctionalTests;

/// <summary>What listens on a port of a fake sandbox, down to the byte.</summary>
public static class PortScripts
{
    /// <summary>Reads one request's head, answers with these bytes and closes.</summary>
    public static Func<Stream, CancellationToken, Task> Answer(string bytes) => async (stream, token) =>
    {
        await RawHttp.ReadHeadAsync(stream, token);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), token);
    };

    /// <summary>Answers every request, one a connection, with its own head as the body.</summary>
    public static Func<Stream, CancellationToken, Task> Mirror(Action<string>? seen = null, string headers = "") => async (stream, token) =>
    {
        var head = await RawHttp.ReadHeadAsync(stream, token);
        seen?.Invoke(head);
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}Connection: close\r\nContent-Length: {head.Length}\r\n\r\n{head}"), token);
    };
}
