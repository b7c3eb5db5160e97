using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Warren.Api.Sessions;
using Warren.TestKit.Fakes;

namespace Warren.Sessions.Tests;

public sealed class AgentTests
{
    private readonly ConcurrentQueue<JsonNode> _heard = new();

    private static CancellationToken Token => SessionFixture.Token;

    [Fact]
    public async Task Agent_is_told_what_it_is_and_its_answer_becomes_a_message()
    {
        await using var fixture = await SessionFixture.StartAsync();
        fixture.Engine.Run = _ => new() { Script = EchoAsync };
        var agent = await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"], StartingPrompt = "Be kind." });
        Assert.Equal([agent.Id], session.AgentIds);
        var sent = await fixture.SendAsync("hello");
        Assert.NotNull(sent.DeliveredAt);
        await ReadyWithAsync(fixture, session.Id, 2);
        var messages = await fixture.ListMessagesAsync(session.Id);
        Assert.Equal([(1, MessageRole.User, "hello", null), (2, MessageRole.Agent, "you said hello", agent.Id)],
            messages.Select(message => (message.Sequence, message.Role, message.Content, message.AgentId)));
        Assert.Equal("start", (string?)_heard.First()["type"]);
        Assert.Equal("Be kind.", (string?)_heard.First()["startingPrompt"]);
        Assert.Equal("helper", (string?)_heard.First()["agent"]!["name"]);
        Assert.Equal(sent.Id, (string?)_heard.Last()["id"]);
    }

    [Fact]
    public async Task Session_is_busy_until_the_answer_and_is_not_made_idle_meanwhile()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var answer = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Script = (process, token) => EachAsync(process, async line =>
            {
                await answer.Task.WaitAsync(token);
                process.Write("{\"content\":\"thinking\",\"final\":false}\nnoise\n{\"content\":\"done\"}\n");
            }, token),
        };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        await fixture.SendAsync("work");
        Assert.Equal(SessionState.Busy, (await fixture.GetAsync()).State);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        await fixture.LookAsync();
        Assert.Equal(SessionState.Busy, (await fixture.GetAsync()).State);
        answer.SetResult();
        await ReadyWithAsync(fixture, session.Id, 3);
        Assert.Equal(["work", "thinking", "done"], (await fixture.ListMessagesAsync(session.Id)).Select(message => message.Content));
    }

    [Fact]
    public async Task Message_to_an_idle_session_wakes_it_and_is_delivered_once()
    {
        await using var fixture = await SessionFixture.StartAsync();
        fixture.Engine.Run = _ => new() { Script = EchoAsync };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        await fixture.SendAsync("one");
        await ReadyWithAsync(fixture, session.Id, 2);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        await fixture.LookAsync();
        Assert.Equal(SessionState.Idle, (await fixture.GetAsync()).State);
        await fixture.SendAsync("two");
        await ReadyWithAsync(fixture, session.Id, 4);
        Assert.Equal(["one", "two"], _heard.Select(line => (string?)line["content"]).OfType<string>());
    }

    [Fact]
    public async Task Agent_that_runs_on_is_followed_by_the_next_server_and_no_answer_is_lost_or_kept_twice()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var answer = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Script = (process, token) => EachAsync(process, async line =>
            {
                if ((string?)line["content"] == "two")
                    await answer.Task.WaitAsync(token);
                process.Write($"{{\"content\":\"to {line["content"]}\"}}\n");
            }, token),
        };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        await fixture.SendAsync("one");
        await ReadyWithAsync(fixture, session.Id, 2);
        await fixture.SendAsync("two");
        await fixture.RestartAsync();
        Assert.Equal(SessionState.Busy, (await fixture.GetAsync()).State);
        answer.SetResult();
        await fixture.LookAsync();
        await ReadyWithAsync(fixture, session.Id, 4);
        Assert.Equal(["one", "to one", "two", "to two"], (await fixture.ListMessagesAsync(session.Id)).Select(message => message.Content));
    }

    [Fact]
    public async Task Agent_that_ends_without_an_answer_is_told_of_and_started_anew_for_the_next_message()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var runs = 0;
        fixture.Engine.Run = _ => new()
        {
            Script = async (process, token) =>
            {
                var number = Interlocked.Increment(ref runs);
                await EachAsync(process, line =>
                {
                    if (number > 1)
                        process.Write("{\"content\":\"better\"}\n");
                    return number > 1 ? Task.CompletedTask : throw new OperationCanceledException();
                }, token).ContinueWith(_ => 0, TaskScheduler.Default);
                return 7;
            },
        };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        await fixture.SendAsync("one");
        await ReadyWithAsync(fixture, session.Id, 2);
        await fixture.SendAsync("two");
        await ReadyWithAsync(fixture, session.Id, 4);
        Assert.Equal(["one", "The agent helper ended with exit code 7 before it had answered.", "two", "better"],
            (await fixture.ListMessagesAsync(session.Id)).Select(message => message.Content));
    }

    [Fact]
    public async Task Message_to_a_session_in_error_is_kept_and_delivered_when_it_is_brought_back()
    {
        await using var fixture = await SessionFixture.StartAsync();
        fixture.Engine.Run = _ => new() { Script = EchoAsync };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        await fixture.Sessions.SetStateAsync(session.Id, SessionState.Error, Token);
        Assert.Null((await fixture.SendAsync("kept")).DeliveredAt);
        await fixture.Sessions.SetStateAsync(session.Id, SessionState.Ready, Token);
        await ReadyWithAsync(fixture, session.Id, 2);
        Assert.Equal(["kept", "you said kept"], (await fixture.ListMessagesAsync(session.Id)).Select(message => message.Content));
    }

    private Task<int> EchoAsync(FakeProcess process, CancellationToken token) => EachAsync(process, line =>
    {
        process.Write($"{{\"content\":\"you said {line["content"]}\",\"replyTo\":\"{line["id"]}\"}}\n");
        return Task.CompletedTask;
    }, token);

    private async Task<int> EachAsync(FakeProcess process, Func<JsonNode, Task> answer, CancellationToken token)
    {
        var rest = "";
        await foreach (var piece in process.Input.ReadAllAsync(token))
        {
            rest += Encoding.UTF8.GetString(piece);
            while (rest.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
            {
                var line = JsonNode.Parse(rest[..end])!;
                rest = rest[(end + 1)..];
                _heard.Enqueue(line);
                if ((string?)line["type"] == "message")
                    await answer(line);
            }
        }
        return 0;
    }

    private static Task ReadyWithAsync(SessionFixture fixture, string id, int messages) => SessionFixture.UntilAsync(async () =>
        await fixture.Messages.CountAsync(id, Token) >= messages && (await fixture.GetAsync()).State == SessionState.Ready);
}
