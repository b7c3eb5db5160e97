using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Warren.Faults.Tests;

/// <summary>Hears of the server's steps, each of which waits until what is to happen there has happened.</summary>
internal sealed class StepSocket : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<string, byte> _seen = new();
    private readonly Func<Step, string?, Task> _onStep;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="onStep">Told of each side of each step, and of the sandbox where there is one.</param>
    public StepSocket(string path, Func<Step, string?, Task> onStep)
    {
        _onStep = onStep;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(512);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Names of the steps that came so far.</summary>
    public IReadOnlyCollection<string> Seen => [.. _seen.Keys];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        List<Task> answering = [];
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                break;
            }
            answering.RemoveAll(task => task.IsCompletedSuccessfully);
            answering.Add(AnswerAsync(socket));
        }
        await Task.WhenAll(answering);
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[256];
                var length = await socket.ReceiveAsync(buffer);
                if (length == 0)
                    return; // It was killed before it could say.
                var fields = Encoding.UTF8.GetString(buffer.AsSpan(0, length)).TrimEnd('\n').Split('\t');
                _seen.TryAdd(fields[1], 0);
                await _onStep(new(fields[1], fields[0] == "end"), fields[2].Length > 0 ? fields[2] : null);
                await socket.SendAsync(new byte[1]);
            }
            catch (SocketException)
            {
                // The server was killed in this step.
            }
        }
    }
}
