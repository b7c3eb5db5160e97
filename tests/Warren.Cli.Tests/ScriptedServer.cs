using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Warren.Cli.Tests;

/// <summary>Answers each request with the bytes that a test gives it, and closes the connection behind them: also in the middle of a body.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<string, string> _answer;
    private readonly Task _serving;

    /// <param name="answer">Gives the whole answer to a request's line and headers, each character a byte.</param>
    public ScriptedServer(Func<string, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Every request, in the order in which they came.</summary>
    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var connection = await _listener.AcceptTcpClientAsync(_ended.Token);
            await using var stream = connection.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _ended.Token) is > 0 and var count)
                request.Append(Encoding.Latin1.GetString(buffer, 0, count));
            Requests.Add(request.ToString());
            await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer(request.ToString())), _ended.Token);
        }
    }
}
