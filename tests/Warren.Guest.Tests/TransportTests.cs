using System.Net.Sockets;
using System.Text;

namespace Warren.Guest.Tests;

public sealed class TransportTests(SharedGuest guest)
{
    private const string Secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_tells_the_generation_and_an_identity_that_is_new_with_every_start()
    {
        var hello = await guest.Client.HelloAsync(Cancel);
        Assert.Contains(GuestProtocol.Generation, hello.Generations);
        await using var other = await GuestContainer.StartAsync(Cancel);
        Assert.NotEqual(hello.BootId, (await other.Client.HelloAsync(Cancel)).BootId);
    }

    [Fact]
    public async Task A_dialling_guest_always_has_one_more_connection_and_comes_back_after_the_server_was_away()
    {
        await using var server = new DiallingServer(Secret);
        await using var dialling = await GuestContainer.StartDiallingAsync(server);
        var hello = await dialling.Client.HelloAsync(Cancel);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => dialling.Client.RunShellAsync($"sleep 0.2; echo {n}")));
        Assert.All(outcomes.Index(), at => Assert.Equal($"{at.Index}\n", at.Item.Text));
        Assert.True(await server.WaitForMoreAsync(Cancel));
        server.Close();
        server.Reopen();
        await using var again = new GuestClient(server.AcceptAsync, TimeProvider.System);
        Assert.Equal(hello.BootId, (await again.HelloAsync(Cancel)).BootId);
    }

    [Fact]
    public async Task A_dialling_guest_with_the_wrong_secret_is_never_used_and_keeps_trying()
    {
        await using var server = new DiallingServer(Secret) { GivenSecret = new string('x', GuestProtocol.SecretLength) };
        await using var dialling = await GuestContainer.StartDiallingAsync(server);
        await server.SawRefusal.Task.WaitAsync(Cancel);
        Assert.False(server.HasMore);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: guest\r\n\r\n", "404")]
    [InlineData("GET /v9/hello HTTP/1.1\r\nHost: guest\r\n\r\n", "404")]
    [InlineData("GET /v0/execs/none HTTP/1.1\r\nHost: guest\r\n\r\n", "404")]
    [InlineData("GET /v0/execs/none/output?stdout=x HTTP/1.1\r\nHost: guest\r\n\r\n", "404")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 2\r\n\r\n{}", "400")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 0\r\n\r\n", "400")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 4\r\n\r\n\u007f\u007f\u007f\u007f", "413")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 6\r\n\r\n\u0002\0\0\0{}", "400")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 8\r\n\r\n\u0004\0\0\0null", "400")]
    [InlineData("POST /v0/run HTTP/1.1\r\nHost: guest\r\nContent-Length: 7\r\n\r\n\u0009\0\0\0[[[", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    public async Task Malformed_requests_are_refused_and_the_guest_works_on(string request, string status)
    {
        await using var stream = await guest.Container.Connect(Cancel);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancel);
        var line = await new StreamReader(stream).ReadLineAsync(Cancel);
        Assert.StartsWith($"HTTP/1.1 {status}", line, StringComparison.Ordinal);
        Assert.Equal("fine\n", (await guest.Client.RunShellAsync("echo fine")).Text);
    }

    [Fact]
    public async Task Connections_that_say_nothing_or_half_a_word_do_not_hold_up_others()
    {
        for (var i = 0; i < 50; i++)
        {
            var silent = await guest.Container.Connect(Cancel);
            if (i % 2 == 0)
                await silent.WriteAsync("PR"u8.ToArray(), Cancel);
            if (i % 3 == 0)
                await silent.DisposeAsync();
        }
        Assert.Equal("fine\n", (await guest.Client.RunShellAsync("echo fine")).Text);
    }

    [Fact]
    public async Task Requests_beyond_the_limits_are_refused_with_the_reason()
    {
        foreach (var request in new[]
        {
            Execs.Request("true", new string('x', GuestProtocol.MaxArgumentBytes)),
            Execs.Request("true", "a\0b"),
            Execs.Request(),
            Execs.Request(""),
            Execs.Request("true") with { TimeoutSeconds = -1 },
            Execs.Request("true") with { TimeoutSeconds = 1e12 },
            Execs.Request("true") with { Id = "../x" },
            Execs.Request("true") with { Id = new string('a', 65) },
            Execs.Request("true") with { Env = new Dictionary<string, string> { ["A=B"] = "" } },
            Execs.Request("true") with { Env = new Dictionary<string, string> { [""] = "" } },
        })
        {
            var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunToEndAsync(request));
            Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
        }
    }

    [Fact]
    public async Task More_execs_than_may_run_at_once_are_refused()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var ids = new List<string>();
        for (var i = 0; i < GuestProtocol.MaxRunning; i++)
            ids.Add((await own.Client.StartAsync(Execs.Request("sleep", "1000"), Cancel)).Id);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => own.Client.StartAsync(Execs.Request("true"), Cancel));
        Assert.Equal(ErrorCode.TooManyRequests, failure.Code);
        foreach (var id in ids)
            await own.Client.ForgetAsync(id, Cancel);
        Assert.Equal(0, (await own.Client.RunShellAsync("true")).Exit.ExitCode);
    }

    [Fact]
    public async Task A_stream_that_breaks_or_lies_makes_the_call_fail()
    {
        foreach (var answer in new[]
        {
            "", "nonsense", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n\u0002\u0001\0\0\0x",
            "HTTP/1.1 200 OK\r\n\r\n\u0001\u00ff\u00ff\u00ff\u007f", "HTTP/1.1 200 OK\r\n\r\n\u0001\u0002\0\0\0{}",
            "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n",
        })
        {
            await using var client = new GuestClient(token => AnswerAsync(answer, token), TimeProvider.System);
            var failure = await Assert.ThrowsAsync<WarrenException>(() => client.RunToEndAsync(Execs.Request("true")));
            Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        }
    }

    private static async ValueTask<Stream> AnswerAsync(string answer, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"lie-{Guid.NewGuid():N}");
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen(1);
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        using var server = await listening.AcceptAsync(cancellationToken);
        await server.SendAsync(Encoding.Latin1.GetBytes(answer), cancellationToken);
        server.Shutdown(SocketShutdown.Send);
        return new NetworkStream(client, ownsSocket: true);
    }
}
