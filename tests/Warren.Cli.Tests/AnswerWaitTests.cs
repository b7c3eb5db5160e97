using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Commands.Sessions;
using Warren.Client;

namespace Warren.Cli.Tests;

public sealed class AnswerWaitTests
{
    private static readonly Message Sent = new()
    {
        Id = "m1", SessionId = "s1", Sequence = 4, Role = MessageRole.User, Content = "?", CreatedAt = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
    };

    private readonly HurriedTime _clock = new();

    [Fact]
    public async Task The_answers_behind_a_message_are_awaited_while_agents_are_at_work()
    {
        var looks = 0;
        await using var server = Serve(() => ++looks < 3 ? Session("BUSY") : Session("READY"), Message(3, "AGENT", "old") + "," + Message(4, "USER", "?") + "," + Message(5, "AGENT", "new"));

        Assert.Equal("new", Assert.Single(await ReadAsync(server, TimeSpan.FromMinutes(1))).Content);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task Nobody_who_answers_in_time_is_said()
    {
        await using var server = Serve(() => Session("READY"), Message(4, "USER", "?"));

        Assert.Equal(ErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server, TimeSpan.FromSeconds(1)))).Code);
        Assert.Equal(1 + 4, server.Requests.Count(request => request.StartsWith("GET /api/v0/sessions/s1 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_that_failed_is_not_waited_for()
    {
        await using var server = Serve(() => Session("ERROR", "its sandbox has died"), "");

        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server, TimeSpan.FromMinutes(1)));

        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        Assert.Contains("its sandbox has died", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_agent_works_nobody_is_waited_for()
    {
        await using var server = Serve(() => Session("READY", agents: ""), "");

        Assert.Equal(ErrorCode.InvalidState, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server, TimeSpan.FromMinutes(1)))).Code);
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(ScriptedServer server, TimeSpan limit)
    {
        using var client = new WarrenClient(server.Address, "token");
        return await new AnswerWait(client, Sent, _clock).ReadAsync(limit, TestContext.Current.CancellationToken);
    }

    private static ScriptedServer Serve(Func<string> session, string messages) => new(request =>
    {
        var body = request.Contains("/messages", StringComparison.Ordinal) ? $$"""{"items":[{{messages}}]}""" : session();
        return $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
    });

    private static string Session(string state, string? reason = null, string agents = "\"a1\"") => $$"""
        {"id":"s1","name":"work","workspace":"default","state":"{{state}}","reason":"{{reason}}","agentIds":[{{agents}}],"idleTimeoutSeconds":300,"labels":{},"image":"i",
        "cpu":0.5,"memory":1,"disk":1,"network":"none","secrets":[],"setup":[],"setupStatus":"completed","createdBy":"local","createdAt":"2026-01-31T12:00:00Z",
        "lastActivityAt":"2026-01-31T12:00:00Z","version":1}
        """;

    private static string Message(int sequence, string role, string content) =>
        $$"""{"id":"m{{sequence}}","sessionId":"s1","sequence":{{sequence}},"role":"{{role}}","content":"{{content}}","createdAt":"2026-01-31T12:00:00Z"}""";

    // Whoever waits has waited at once, and time has passed.
    private sealed class HurriedTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _now, dueTime.Ticks);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
