using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sessions.Lifecycle;
using Warren.TestKit.Fakes;

namespace Warren.Sessions.Tests;

/// <summary>Two things at the same moment: whichever comes first, both are as if they had come one after the other.</summary>
public sealed class RaceTests
{
    private static CancellationToken Token => SessionFixture.Token;

    [Fact]
    public async Task Message_beside_the_idle_stop_finds_or_makes_the_session_ready_and_is_delivered_once()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var heard = 0;
        fixture.Engine.Run = _ => new() { Script = (process, token) => AnswerAsync(process, () => Interlocked.Increment(ref heard), token) };
        await fixture.CreateAgentAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", AgentIds = ["helper"] });
        for (var round = 1; round <= 5; round++)
        {
            fixture.Clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAll(Task.Run(fixture.LookAsync, Token), Task.Run(() => fixture.SendAsync($"{round}"), Token));
            await SessionFixture.UntilAsync(async () =>
                await fixture.Messages.CountAsync(session.Id, Token) >= 2 * round && (await fixture.GetAsync()).State == SessionState.Ready);
            Assert.Equal(round, heard);
        }
    }

    [Fact]
    public async Task Call_beside_the_idle_stop_gets_a_sandbox_that_runs()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.CreateAsync();
        for (var round = 0; round < 5; round++)
        {
            fixture.Clock.Advance(TimeSpan.FromHours(1));
            var stop = Task.Run(fixture.LookAsync, Token);
            using var use = await fixture.Sessions.UseAsync(await fixture.Sessions.FindAsync("s", null, Token), Token);
            await fixture.Sandboxes.Execs.RunAsync(use.Snapshot.Id, new() { Command = new(["true"]) }, SessionFixture.Owner, Token);
            await stop;
        }
    }

    [Fact]
    public async Task Two_resumes_at_once_make_one_sandbox()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        await fixture.Sessions.SuspendAsync(session.Id, Token);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => fixture.Sessions.ResumeAsync(session.Id, Token), Token)));
        Assert.Single(both.Select(resumed => resumed.SandboxId).Distinct());
        Assert.Single(fixture.Engine.Sandboxes);
    }

    [Fact]
    public async Task Delete_beside_a_resume_leaves_nothing()
    {
        await using var fixture = await SessionFixture.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var session = await fixture.CreateAsync();
            await fixture.Sessions.SuspendAsync(session.Id, Token);
            var resume = Task.Run(() => fixture.Sessions.ResumeAsync(session.Id, Token), Token);
            await fixture.Sessions.DeleteAsync(session.Id, keepsVolume: false, Token);
            if (await Record.ExceptionAsync(() => resume) is { } failure)
                Assert.Equal(ErrorCode.NotFound, Assert.IsType<WarrenException>(failure).Code);
            Assert.Empty(fixture.Engine.Sandboxes);
            Assert.Empty(fixture.Engine.Volumes);
        }
    }

    [Fact]
    public async Task Remix_of_a_session_that_is_being_deleted_is_whole_or_says_why_not()
    {
        await using var fixture = await SessionFixture.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var source = await fixture.CreateAsync();
            fixture.Engine.Volumes[source.Id] = new(1, "work");
            var record = await fixture.Sessions.FindAsync("s", null, Token);
            var remixing = Task.Run(() => fixture.Sessions.RemixAsync(record, new() { Name = $"again{round}" }, "default", SessionFixture.Owner, Token), Token);
            await fixture.Sessions.DeleteAsync(source.Id, keepsVolume: false, Token);
            var remix = await remixing;
            if (remix.State == SessionState.Ready)
                Assert.Equal("work", fixture.Engine.Volumes[remix.Id].Content);
            else
                Assert.Equal((SessionState.Error, $"It could not be made: The session {source.Id}, with whose files or secrets it was to begin, was deleted meanwhile."), (remix.State, remix.Reason));
            Assert.DoesNotContain(source.Id, fixture.Engine.Volumes.Keys);
        }
    }

    [Fact]
    public async Task Creation_that_was_cut_off_is_brought_to_its_end_by_the_next_server()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        // As a server leaves it that is killed after it has made the sandbox and before it has recorded that.
        var store = fixture.Get<ISessionStore>();
        var record = (await store.FindAsync(session.Id, Token))!;
        await store.SaveAsync(record with { Session = session with { State = SessionState.Init, SandboxId = null } }, SessionChange.None, Token);
        await fixture.RestartAsync();
        await SessionFixture.UntilAsync(async () => (await fixture.GetAsync()).State == SessionState.Ready);
        var now = await fixture.GetAsync();
        Assert.NotEqual(session.SandboxId, now.SandboxId);
        Assert.Equal([now.SandboxId!], fixture.Engine.Sandboxes.Keys);
    }

    [Fact]
    public async Task Suspension_and_deletion_that_were_cut_off_are_brought_to_their_end_and_stray_volumes_are_removed()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var (one, two) = (await fixture.CreateAsync("one"), await fixture.CreateAsync("two"));
        var store = fixture.Get<ISessionStore>();
        var suspended = (await store.FindAsync(one.Id, Token))!;
        await store.SaveAsync(SessionSandboxes.WithoutSandbox(suspended, SessionState.Idle, null), SessionChange.None, Token);
        var deleted = SessionSandboxes.WithoutSandbox((await store.FindAsync(two.Id, Token))!, SessionState.Ready, null);
        await store.SaveAsync(deleted with { IsRemoving = true, Session = deleted.Session with { EndedAt = fixture.Clock.GetUtcNow() } }, SessionChange.None, Token);
        fixture.Engine.Volumes["0123456789abcdef"] = new(1);
        await fixture.RestartAsync();
        await fixture.LookAsync();
        await SessionFixture.UntilAsync(() => Task.FromResult(fixture.Engine.Sandboxes.IsEmpty && fixture.Engine.Volumes.Count == 1));
        Assert.Equal([one.Id], fixture.Engine.Volumes.Keys);
        Assert.Equal(SessionState.Idle, (await fixture.GetAsync("one")).State);
    }

    private static async Task<int> AnswerAsync(FakeProcess process, Action heard, CancellationToken token)
    {
        var rest = "";
        await foreach (var piece in process.Input.ReadAllAsync(token))
        {
            rest += System.Text.Encoding.UTF8.GetString(piece);
            while (rest.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
            {
                if (rest[..end].Contains("\"type\":\"message\"", StringComparison.Ordinal))
                {
                    heard();
                    process.Write("{\"content\":\"yes\"}\n");
                }
                rest = rest[(end + 1)..];
            }
        }
        return 0;
    }
}
