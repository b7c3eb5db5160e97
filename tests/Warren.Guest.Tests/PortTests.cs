using System.Text;

namespace Warren.Guest.Tests;

public sealed class PortTests(SharedGuest guest, ITestOutputHelper output)
{
    private const string Server =
        """
        import socket, sys, threading
        def echo(c):
            with c:
                while data := c.recv(65536): c.sendall(data)
                c.sendall(b'<end>')
        def talk(c):
            with c: c.sendall(b'hello from the service')
        def sink(c):
            with c:
                c.shutdown(socket.SHUT_WR); n = 0
                while data := c.recv(1 << 20): n += len(data)
                open('/tmp/sunk-' + sys.argv[1], 'w').write(str(n))
        def flood(c):
            with c:
                block = bytes(range(256)) * 4096
                for _ in range(int(sys.argv[2])): c.sendall(block)
        def reset(c):
            c.recv(1); c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0'); c.close()
        def gone(c):
            with c:
                while c.recv(65536): pass
                try:
                    while True: c.sendall(b'x' * 65536)
                except OSError: open('/tmp/gone-' + sys.argv[1], 'w').write('1')
        kept = []
        serve = globals().get(sys.argv[1].split('-')[0])
        family = socket.AF_INET6 if sys.argv[3:] == ['6'] else socket.AF_INET
        s = socket.socket(family); s.bind(('::1' if family == socket.AF_INET6 else '127.0.0.1', 0)); s.listen(256)
        print(s.getsockname()[1], flush=True)
        while True:
            c = s.accept()[0]
            if serve: threading.Thread(target=serve, args=(c,), daemon=True).start()
            else: kept.append(c)
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("4")]
    [InlineData("6")]
    public async Task Bytes_go_both_ways_and_the_end_of_one_way_leaves_the_other_open(string family)
    {
        await using var service = await StartAsync("echo", family: family);
        await using var stream = await guest.Client.OpenPortAsync(service.Port, Cancel);
        await stream.WriteAsync("ping"u8.ToArray(), Cancel);
        var answer = new byte[4];
        await stream.ReadExactlyAsync(answer, Cancel);
        Assert.Equal("ping", Encoding.ASCII.GetString(answer));
        await stream.WriteAsync("more"u8.ToArray(), Cancel);
        stream.CompleteWrites();
        Assert.Equal("more<end>", await new StreamReader(stream).ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task A_service_that_ends_its_way_can_still_be_written_to()
    {
        await using var service = await StartAsync("sink-" + Execs.NewId());
        await using (var stream = await guest.Client.OpenPortAsync(service.Port, Cancel))
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
            for (var i = 0; i < 100; i++)
                await stream.WriteAsync(new byte[100_000], Cancel);
        }
        await guest.Client.RunShellAsync($"until [ \"$(cat /tmp/sunk-{service.Name})\" = 10000000 ]; do sleep 0.02; done");
    }

    [Fact]
    public async Task A_service_that_speaks_first_is_heard_whole()
    {
        await using var service = await StartAsync("talk");
        for (var i = 0; i < 50; i++)
        {
            await using var stream = await guest.Client.OpenPortAsync(service.Port, Cancel);
            Assert.Equal("hello from the service", await new StreamReader(stream).ReadToEndAsync(Cancel));
        }
    }

    [Fact]
    public async Task Many_connections_at_once_carry_each_its_own_bytes()
    {
        await using var service = await StartAsync("echo");
        await Task.WhenAll(Enumerable.Range(0, 64).Select(n => EchoAsync(service.Port, n, 1_000_000)));
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_not_found()
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.OpenPortAsync(1, Cancel));
        Assert.Equal((ErrorCode.NotFound, "nothing listens on port 1 in the sandbox"), (failure.Code, failure.Message));
        Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(() => guest.Client.OpenPortAsync(0, Cancel))).Code);
        Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(() => guest.Client.OpenPortAsync(65536, Cancel))).Code);
    }

    [Fact]
    public async Task A_service_that_breaks_off_ends_the_connection_and_nothing_else()
    {
        await using var service = await StartAsync("reset");
        await using var stream = await guest.Client.OpenPortAsync(service.Port, Cancel);
        await stream.WriteAsync("x"u8.ToArray(), Cancel);
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
        }
        catch (IOException)
        {
            // Which of the two depends on what was still unread.
        }
        Assert.Equal("fine\n", (await guest.Client.RunShellAsync("echo fine")).Text);
    }

    [Fact]
    public async Task A_caller_who_goes_away_in_the_middle_ends_the_connection_inside()
    {
        await using var service = await StartAsync("gone-" + Execs.NewId());
        var stream = await guest.Client.OpenPortAsync(service.Port, Cancel);
        stream.CompleteWrites();
        await stream.ReadExactlyAsync(new byte[1_000_000], Cancel);
        await stream.DisposeAsync();
        await guest.Client.RunShellAsync($"until [ -s /tmp/gone-{service.Name} ]; do sleep 0.02; done");
    }

    [Fact]
    public async Task More_connections_than_may_be_open_are_refused_and_those_of_gone_callers_do_not_count()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        await using var service = await StartAsync("silent", own.Client);
        for (var round = 0; round < 3; round++)
        {
            var streams = new List<GuestPortStream>();
            for (var failures = 0; streams.Count < GuestProtocol.MaxPortConnections;)
                try
                {
                    streams.Add(await own.Client.OpenPortAsync(service.Port, Cancel));
                }
                catch (WarrenException late) when (round > 0 && late.Code == ErrorCode.TooManyRequests && failures++ < 10_000)
                {
                    // The last round's are about to be seen as gone.
                }
            Assert.Equal(ErrorCode.TooManyRequests, (await Assert.ThrowsAsync<WarrenException>(() => own.Client.OpenPortAsync(service.Port, Cancel))).Code);
            // The service does not close on the end of input: only that its caller is gone ends it.
            foreach (var stream in streams)
            {
                stream.CompleteWrites();
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_web_server_in_the_sandbox_answers()
    {
        await guest.Client.RunShellAsync("mkdir -p /tmp/web && echo page >/tmp/web/index.html");
        var request = Execs.Request("python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", "/tmp/web");
        await guest.Client.StartAsync(request, Cancel);
        await using var exec = await guest.Client.AttachAsync(request.Id, 0, 0, Cancel);
        var port = await ReadPortAsync(exec, line => line.Split(" port ")[1].Split(' ')[0]);
        // This server ends each connection, as HTTP/1.0 has it; HttpClient would send another request on one nevertheless.
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) => await guest.Client.OpenPortAsync(port, token),
            PooledConnectionLifetime = TimeSpan.Zero,
        });
        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetStringAsync("http://sandbox/", Cancel)));
        Assert.All(pages, page => Assert.Equal("page\n", page));
        await guest.Client.ForgetAsync(request.Id, Cancel);
    }

    [Theory]
    [InlineData("GET /v0/ports/80 HTTP/1.1\r\nHost: guest\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/80 HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/x HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/0 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/99999 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/80 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "400")]
    [InlineData("GET /v0/ports/1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", "404")]
    public async Task A_malformed_upgrade_is_refused(string request, string status)
    {
        await using var stream = await guest.Container.Connect(Cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        Assert.StartsWith($"HTTP/1.1 {status}", await new StreamReader(stream).ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_head_is_refused()
    {
        await using var stream = await guest.Container.Connect(Cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /v0/ports/1 HTTP/1.1\r\nX: " + new string('x', 8000)), Cancel);
        Assert.StartsWith("HTTP/1.1 413", await new StreamReader(stream).ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Throughput()
    {
        const int mebibytes = 1024;
        await using var flood = await StartAsync("flood", count: mebibytes);
        await using var down = await guest.Client.OpenPortAsync(flood.Port, Cancel);
        var buffer = new byte[256 * 1024];
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        long length = 0;
        for (int read; (read = await down.ReadAsync(buffer, Cancel)) > 0;)
            length += read;
        output.WriteLine($"down {length / 1048576 / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F0} MiB/s");
        Assert.Equal((long)mebibytes << 20, length);
        await using var sink = await StartAsync("sink-" + Execs.NewId());
        start = System.Diagnostics.Stopwatch.GetTimestamp();
        await using (var up = await guest.Client.OpenPortAsync(sink.Port, Cancel))
            for (var i = 0; i < mebibytes * 4; i++)
                await up.WriteAsync(buffer, Cancel);
        await guest.Client.RunShellAsync($"until [ -s /tmp/sunk-{sink.Name} ]; do sleep 0.005; done");
        output.WriteLine($"up {mebibytes / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds:F0} MiB/s");
    }

    private async Task EchoAsync(int port, int seed, int length)
    {
        var data = new byte[length];
        new Random(seed).NextBytes(data);
        await using var stream = await guest.Client.OpenPortAsync(port, Cancel);
        var writing = Task.Run(async () =>
        {
            await stream.WriteAsync(data, Cancel);
            stream.CompleteWrites();
        }, Cancel);
        var back = new MemoryStream();
        await stream.CopyToAsync(back, Cancel);
        await writing;
        Assert.True(back.ToArray().AsSpan().SequenceEqual([.. data, .. "<end>"u8]));
    }

    private async Task<Service> StartAsync(string name, GuestClient? client = null, int count = 1, string family = "4")
    {
        client ??= guest.Client;
        var request = Execs.Request("python3", "-c", Server, name, $"{count}", family);
        await client.StartAsync(request, Cancel);
        await using var exec = await client.AttachAsync(request.Id, 0, 0, Cancel);
        return new(client, request.Id, name, await ReadPortAsync(exec, line => line));
    }

    private static async Task<int> ReadPortAsync(GuestExec exec, Func<string, string> find)
    {
        var text = "";
        await foreach (var frame in exec.ReadAsync(Cancel))
            if (frame is GuestFrame.Output outputFrame && (text += Encoding.UTF8.GetString(outputFrame.Data.Span)).Contains('\n', StringComparison.Ordinal))
                return int.Parse(find(text.Split('\n')[0]));
        throw new InvalidOperationException($"no port in: {text}");
    }

    private sealed record Service(GuestClient Client, string Id, string Name, int Port) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Client.ForgetAsync(Id, CancellationToken.None);
    }
}
