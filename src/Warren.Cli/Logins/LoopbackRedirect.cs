using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Warren.Cli.Logins;

/// <summary>
/// Waits on a free port of 127.0.0.1 for the browser that brings a code (RFC 8252, section 7.3). Browsers open connections
/// ahead and ask for icons: all are answered at once, and only a code with the right state counts.
/// </summary>
internal sealed class LoopbackRedirect : IDisposable
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Listens.</summary>
    public LoopbackRedirect()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>Where.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The code that a browser brings.</summary>
    /// <param name="state">What it has to bring beside it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<string> WaitAsync(string state, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<string?>> calls = [];
        var next = _listener.AcceptAsync(stopping.Token).AsTask();
        try
        {
            while (true)
            {
                var ended = await Task.WhenAny([next, .. calls]);
                if (ended == next)
                {
                    calls.Add(AnswerAsync(await next, state, stopping.Token));
                    next = _listener.AcceptAsync(stopping.Token).AsTask();
                }
                else if (calls.Remove((Task<string?>)ended) && await (Task<string?>)ended is { } code)
                    return code;
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll([next, .. calls]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompletedSuccessfully)
                (await next).Dispose(); // It came when nobody waited for it any more.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static async Task<string?> AnswerAsync(Socket socket, string state, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var code = CodeOf(await ReadTargetAsync(stream, limit.Token), state);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(code is not null)), limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            return code;
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            return null; // A connection that nobody used, or one that broke off: the browser can come again.
        }
    }

    // The target of the request line, once the whole head has come.
    private static async Task<string> ReadTargetAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var count = length < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) : 0;
            if (count == 0)
                throw new IOException("The request has no end.");
            length += count;
        }
        var line = Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf((byte)'\r')).Split(' ');
        return line is ["GET", var target, ..] ? target : "";
    }

    private static string? CodeOf(string target, string state)
    {
        if (!target.StartsWith("/?", StringComparison.Ordinal))
            return null;
        var values = target[2..].Split('&').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        return values["state"].SingleOrDefault() == state && values["code"].SingleOrDefault() is { Length: > 0 } code ? code : null;
    }

    private static string Answer(bool isDone)
    {
        var (status, text) = isDone ? ("200 OK", "The command line is being signed in; it says so itself. You can close this window.") : ("404 Not Found", "There is nothing here.");
        var page = $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Warren</title><style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:420px;padding:0 16px}}</style><p>{text}</p></html>";
        return $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\n"
            + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + page;
    }
}
