using System.Text;
using Microsoft.AspNetCore.Http;
using Warren.Api;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;
using Warren.TestKit;
using Warren.TestKit.Fakes;

namespace Warren.Sandboxes.Tests.Guests;

[Trait("Category", "Security")]
public sealed partial class LyingGuestTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\n\r\n";
    private const string Started = "\u0001\u003e\0\0\0{\"id\":\"x\",\"pid\":2,\"startedAt\":\"2030-01-01T00:00:00.000+00:00\"}";
    private const string Upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

    private readonly ManualTime _time = new();
    private readonly TimerCount _timers;
    private readonly List<string> _reasons = [];
    private LyingGuest _guest = null!;
    private GuestClient _client = null!;

    public LyingGuestTests() => _timers = new(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _guest = await LyingGuest.StartAsync();
        _client = new(_guest.ConnectAsync, _timers, reason =>
        {
            lock (_reasons)
                _reasons.Add(reason);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _guest.DisposeAsync();
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "nothing", "" },
        { "no HTTP", "nonsense" },
        { "a redirect", "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n" },
        { "a huge error", "HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n" },
        { "an error that is none", "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n[]" },
        { "an error without anything", "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}" },
        { "an error that is cut", "HTTP/1.1 404 No\r\nContent-Length: 200\r\n\r\n{\"code\":" },
        { "no frame", Ok },
        { "half a header", $"{Ok}\u0001\u0001" },
        { "an unknown kind", $"{Ok}{Started}\u0009\u0001\0\0\0x" },
        { "kind zero", $"{Ok}\0\u0001\0\0\0x" },
        { "output first", $"{Ok}\u0002\u0001\0\0\0x" },
        { "a second start", $"{Ok}{Started}{Started}" },
        { "a negative length", $"{Ok}{Started}\u0002\u00ff\u00ff\u00ff\u00ff" },
        { "an empty frame", $"{Ok}{Started}\u0002\0\0\0\0" },
        { "an oversized frame", $"{Ok}{Started}\u0002\u0001\0\u0001\0x" },
        { "another id", $"{Ok}{Started.Replace("\"x\"", "\"y\"", StringComparison.Ordinal)}" },
        { "cut JSON", $"{Ok}\u0001\u0002\0\0\0{{\"" },
        { "null", $"{Ok}\u0001\u0004\0\0\0null" },
        { "an exit that is none", $"{Ok}{Started}\u0005\u0002\0\0\0{{}}" },
        { "a wrong count", $"{Ok}{Started}{Exit(1, 0)}" },
        { "a negative count", $"{Ok}{Started}{Exit(-1, 0)}" },
        { "dropped of nothing", $"{Ok}{Started}{Dropped(2, 0)}" },
        { "dropped backwards", $"{Ok}{Started}{Dropped(2, -5)}" },
        { "dropped of no stream", $"{Ok}{Started}{Dropped(5, 5)}" },
        { "an overflowing offset", $"{Ok}{Started}{Dropped(2, long.MaxValue)}{Dropped(2, 1)}" },
        { "a detachment without reason", $"{Ok}{Started}\u0006\u0001\0\0\0\u0009" },
        { "a break in a payload", $"{Ok}{Started}\u0002\u0009\0\0\0x" },
        { "a break before the exit", $"{Ok}{Started}\u0002\u0001\0\0\0x" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_stream_that_lies_fails_the_call_and_is_told_once(string name, string answer)
    {
        _guest.Stream = (stream, token) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), token).AsTask();
        await FailsAsync(RunAsync);
        Assert.True(_reasons.Count == 1, name);
        // Later calls do not even ask.
        await FailsAsync(RunAsync);
        await FailsAsync(() => _client.HelloAsync(Token));
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task Endless_headers_fail_the_call()
    {
        _guest.Stream = async (stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), token);
            while (true)
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-Header: {new string('x', 100)}\r\n"), token);
        };
        await FailsAsync(RunAsync);
        Assert.Single(_reasons);
    }

    public static TheoryData<string, long?, string> FalseMessages => new()
    {
        { "cut", 30, """{"generations":[0],"bootId":""" },
        { "no JSON", 3, "abc" },
        { "null", 4, "null" },
        { "of another type", 2, "[]" },
        { "without what it needs", 2, "{}" },
        { "too deep", 200, new string('[', 200) },
        { "without length", null, "{}" },
        { "too large", GuestProtocol.MaxMessage + 1L, "{" },
        { "endless", 99_999_999_999, "{" },
        { "of no generation that is known", 110, """{"generations":[7],"bootId":"0","version":"1","startedAt":"2030-01-01T00:00:00Z"}""".PadRight(110) },
    };

    [Theory]
    [MemberData(nameof(FalseMessages))]
    public async Task A_false_message_fails_the_call_and_is_told_once(string name, long? length, string body)
    {
        _guest.Call = async context =>
        {
            context.Response.ContentLength = length;
            await context.Response.WriteAsync(body, context.RequestAborted);
            await context.Response.CompleteAsync();
        };
        await FailsAsync(() => _client.HelloAsync(Token));
        Assert.True(_reasons.Count == 1, name);
    }

    [Fact]
    public async Task A_connection_that_closes_in_the_middle_of_a_call_fails_every_call_under_way()
    {
        _guest.Call = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("hello", StringComparison.Ordinal))
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
        };
        var waiting = _client.HelloAsync(Token);
        await _guest.WaitForRequestAsync(Token);
        await FailsAsync(() => _client.ListAsync(Token));
        await FailsAsync(() => waiting);
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task That_a_guest_ends_when_it_was_told_to_is_no_failure()
    {
        _guest.Call = context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        var ending = new TaskCompletionSource();
        _guest.Stream = async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Ok + Started), token);
            await ending.Task.WaitAsync(token);
        };
        await using var exec = await _client.RunAsync(new() { Id = "x", Arguments = ["true"] }, Token);
        await _client.ShutdownAsync(Token);
        ending.SetResult();
        await FailsAsync(() => ReadAsync(exec, Token));
        Assert.Empty(_reasons);
    }

    [Fact]
    public async Task Disposal_ends_calls_under_way_and_tells_nothing()
    {
        _guest.Call = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var reading = await OpenSilentStreamAsync();
        var call = _client.HelloAsync(Token);
        await _guest.WaitForRequestAsync(Token);
        await _client.DisposeAsync();
        await FailsAsync(() => call);
        await FailsAsync(() => reading);
        Assert.Empty(_reasons);
    }

    [Fact]
    public async Task A_refusal_is_no_lie()
    {
        const string refusal = "HTTP/1.1 404 No\r\nContent-Length: 39\r\n\r\n{\"code\":\"NOT_FOUND\",\"message\":\"no way\"}";
        _guest.Stream = (stream, token) => stream.WriteAsync(Encoding.Latin1.GetBytes(refusal), token).AsTask();
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(RunAsync)).Code);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => _client.OpenPortAsync(80, Token))).Code);
        Assert.Empty(_reasons);
    }

    public static TheoryData<string> FalseUpgrades =>
    [
        "", "nonsense\r\n\r\n", "HTTP/1.1 101", "HTTP/2 101 Yes\r\nUpgrade: tcp\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 101 Yes\r\n\r\n", "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n\r\n", "HTTP/1.1 1010 Yes\r\nUpgrade: tcp\r\n\r\n",
        "HTTP/1.1 101 Yes\r\nUpgrade: tcp\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 404 No\r\nContent-Length: 99999999\r\n\r\n",
        "HTTP/1.1 404 No\r\nContent-Length: 9\r\nContent-Length: 9\r\n\r\n{}", "HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\n{}x",
        "HTTP/1.1 404 No\r\nContent-Length: 30\r\n\r\n{}", "HTTP/1.1 404 No\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 101 Yes\r\nX: " + new string('x', 9000),
    ];

    [Theory]
    [MemberData(nameof(FalseUpgrades))]
    public async Task A_port_that_is_upgraded_falsely_fails_and_is_told_once(string answer)
    {
        _guest.Stream = (stream, token) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), token).AsTask();
        await FailsAsync(() => _client.OpenPortAsync(80, Token));
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task A_port_that_is_never_upgraded_fails_at_its_deadline()
    {
        _guest.Stream = (_, token) => Task.Delay(Timeout.Infinite, token);
        var opening = _client.OpenPortAsync(80, Token);
        Assert.Equal("/v0/ports/80", await _guest.WaitForRequestAsync(Token));
        _time.Advance(TimeSpan.FromSeconds(30));
        await FailsAsync(() => opening);
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task A_silent_connection_to_a_port_ends_when_its_guest_hangs()
    {
        _guest.Call = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        _guest.Stream = async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Upgraded), token);
            await stream.ReadExactlyAsync(new byte[1], token);
            await stream.WriteAsync("first"u8.ToArray(), token);
            await Task.Delay(Timeout.Infinite, token);
        };
        await using var port = await _client.OpenPortAsync(80, Token);
        await _guest.WaitForRequestAsync(Token);
        await port.WriteAsync(new byte[1], Token);
        var first = new byte[5];
        await port.ReadExactlyAsync(first, Token);
        Assert.Equal("first"u8, first);
        var reading = port.ReadAsync(first, Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(15));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("/v0/hello", await _guest.WaitForRequestAsync(Token));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("10 s", (await Assert.ThrowsAsync<IOException>(() => reading)).Message, StringComparison.Ordinal);
        Assert.Single(_reasons);
    }

    private static string Exit(long stdout, long stderr)
    {
        var json = $"{{\"exitCode\":0,\"durationMs\":1,\"peakMemory\":1,\"cpuMs\":1,\"stdoutBytes\":{stdout},\"stderrBytes\":{stderr}}}";
        return $"\u0005{(char)json.Length}\0\0\0{json}";
    }

    private static string Dropped(byte kind, long count) => $"\u0004\u0009\0\0\0{(char)kind}{Encoding.Latin1.GetString(BitConverter.GetBytes(count))}";

    private static async Task<WarrenException> FailsAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(call);
        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        return failure;
    }

    private async Task RunAsync()
    {
        await using var exec = await _client.RunAsync(new() { Id = "x", Arguments = ["true"] }, Token);
        await ReadAsync(exec, Token);
    }

    private static async Task ReadAsync(GuestExec exec, CancellationToken cancellationToken)
    {
        await foreach (var frame in exec.ReadAsync(cancellationToken))
            _ = frame;
    }
}
