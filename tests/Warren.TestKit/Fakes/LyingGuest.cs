using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Warren.TestKit.Fakes;

/// <summary>A guest that answers whatever a test says: raw bytes to streams and ports, anything over HTTP/2 to calls.</summary>
public sealed class LyingGuest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-lying-");
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private WebApplication? _server;
    private Task _accepting = Task.CompletedTask;

    private LyingGuest()
    {
    }

    /// <summary>What it does on a connection of HTTP/1.1 once the head of a request came; the connection then closes.</summary>
    public Func<Stream, CancellationToken, Task> Stream { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What it answers to a call.</summary>
    public RequestDelegate Call { get; set; } = _ => Task.CompletedTask;

    private string Http1Socket => Path.Combine(_folder.FullName, "http1.sock");

    private string Http2Socket => Path.Combine(_folder.FullName, "http2.sock");

    /// <summary>Starts one.</summary>
    public static async Task<LyingGuest> StartAsync()
    {
        var guest = new LyingGuest();
        guest._listening.Bind(new UnixDomainSocketEndPoint(guest.Http1Socket));
        guest._listening.Listen();
        guest._accepting = guest.AcceptAsync();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(guest.Http2Socket, listen => listen.Protocols = HttpProtocols.Http2));
        guest._server = builder.Build();
        guest._server.Run(guest.AnswerAsync);
        await guest._server.StartAsync();
        return guest;
    }

    /// <summary>Connects to it, as a client is given.</summary>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new EitherVersionStream(isHttp2 => isHttp2 ? Http2Socket : Http1Socket));

    /// <summary>Waits for the next request; gives its path.</summary>
    public ValueTask<string> WaitForRequestAsync(CancellationToken cancellationToken) => _asked.Reader.ReadAsync(cancellationToken);

    /// <summary>Whether nothing was asked since.</summary>
    public bool WasLeftAlone => !_asked.Reader.TryPeek(out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listening.Dispose();
        await _accepting;
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _ending.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Writer.TryWrite(context.Request.Path);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
        context.RequestAborted = ended.Token;
        await Call(context);
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listening.AcceptAsync(_ending.Token)));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var head = new byte[64 * 1024];
            var length = await stream.ReadAsync(head, _ending.Token);
            _asked.Writer.TryWrite(System.Text.Encoding.Latin1.GetString(head, 0, length).Split(' ').ElementAtOrDefault(1) ?? "");
            await Stream(stream, _ending.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Ended, or the client had enough.
        }
    }
}
