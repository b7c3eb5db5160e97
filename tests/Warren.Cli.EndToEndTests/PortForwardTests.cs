using System.Net.Sockets;
using System.Security.Cryptography;

namespace Warren.Cli.EndToEndTests;

public sealed class PortForwardTests(Cli cli) : IClassFixture<Cli>
{
    // Answers with what it got once its caller has ended its own direction.
    private const string Echo = """
        import socket, threading
        server = socket.create_server(('127.0.0.1', 7000), backlog=64)
        print('listens', flush=True)
        def serve(peer):
            got = bytearray()
            while piece := peer.recv(65536): got += piece
            peer.sendall(got); peer.close()
        while True: threading.Thread(target=serve, args=(server.accept()[0],)).start()
        """;

    [Fact]
    public async Task Many_connections_carry_bytes_both_ways_and_each_end_for_itself()
    {
        await cli.RunAsync("sandbox", "create", "--name", "ports");
        using var server = cli.Start("sandbox", "exec", "ports", "--", "python3", "-c", Echo);
        Assert.Equal("listens", await server.StandardOutput.ReadLineAsync(Cli.Token));
        using var forward = cli.Start("sandbox", "port-forward", "ports", "0:7000");
        var line = await forward.StandardOutput.ReadLineAsync(Cli.Token);
        var port = int.Parse(line!.Split(' ')[1].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EchoAsync(port)));

        forward.Kill();
        server.Kill();
        await cli.RunAsync("sandbox", "delete", "ports");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("1:2:3")]
    [InlineData("70000")]
    [InlineData("8000:0")]
    public async Task What_is_no_port_is_refused(string ports)
    {
        var refused = await cli.RunAsync("sandbox", "port-forward", "any", ports);

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("write REMOTE or LOCAL:REMOTE", refused.Stderr, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(int port)
    {
        var sent = RandomNumberGenerator.GetBytes(300_000);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port, Cli.Token);
        for (var done = 0; done < sent.Length;)
            done += await socket.SendAsync(sent.AsMemory(done), Cli.Token);
        await using var stream = new NetworkStream(socket);
        socket.Shutdown(SocketShutdown.Send);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, Cli.Token);
        Assert.Equal(sent, received.ToArray());
    }
}
