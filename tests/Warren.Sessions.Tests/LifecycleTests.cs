using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.TestKit.Fakes;

namespace Warren.Sessions.Tests;

public sealed class LifecycleTests
{
    private static CancellationToken Token => SessionFixture.Token;

    [Fact]
    public async Task Session_is_ready_with_a_sandbox_that_sees_its_volume()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        Assert.Equal((SessionState.Ready, SetupStatus.Completed, 300, 0.5), (session.State, session.SetupStatus, session.IdleTimeoutSeconds, session.Cpu));
        Assert.Equal(session.Id, fixture.Engine.Sandboxes[session.SandboxId!].Volume);
        var sandbox = fixture.Sandboxes.Get(session.SandboxId!, SessionFixture.Owner);
        Assert.Equal(session.Id, sandbox.Spec.Labels![SessionServiceOptions.Label]);
        Assert.Equivalent(session, await fixture.GetAsync(), strict: true);
    }

    [Fact]
    public async Task Sandbox_that_cannot_be_made_makes_the_session_error_with_the_reason_and_it_can_be_brought_back()
    {
        await using var fixture = await SessionFixture.StartAsync();
        fixture.Engine.FailNext("start", new WarrenException(ErrorCode.EngineUnavailable, "The engine is on strike."));
        var session = await fixture.CreateAsync();
        Assert.Equal((SessionState.Error, null), (session.State, session.SandboxId));
        Assert.Contains("The engine is on strike.", session.Reason, StringComparison.Ordinal);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(SessionState.Ready, (await fixture.Sessions.SetStateAsync(session.Id, SessionState.Ready, Token)).State);
        Assert.Single(fixture.Engine.Sandboxes);
    }

    [Fact]
    public async Task Setup_is_run_once_and_a_failing_command_makes_the_session_error()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var fails = true;
        List<string> ran = [];
        fixture.Engine.Run = request =>
        {
            ran.Add(request.Arguments[0]);
            return new() { ExitCode = request.Arguments[0] == "second" && fails ? 3 : 0, Stderr = "no such thing"u8.ToArray() };
        };
        var session = await fixture.CreateAsync(spec: new() { Name = "", Setup = [new(["first"]), new(["second"])] });
        Assert.Equal((SessionState.Error, SetupStatus.Failed), (session.State, session.SetupStatus));
        Assert.Equal("It could not be made: Command 2 of its set-up ended with exit code 3: no such thing", session.Reason);
        fails = false;
        session = await fixture.Sessions.SetStateAsync(session.Id, SessionState.Init, Token);
        Assert.Equal((SessionState.Ready, SetupStatus.Completed), (session.State, session.SetupStatus));
        Assert.Equal(["first", "second", "first", "second"], ran);
        await fixture.Sessions.SuspendAsync(session.Id, Token);
        Assert.Equal(SessionState.Ready, (await fixture.Sessions.ResumeAsync(session.Id, Token)).State);
        Assert.Equal(4, ran.Count);
    }

    [Fact]
    public async Task Suspended_session_has_no_sandbox_and_its_volume_and_the_next_call_wakes_it()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        fixture.Engine.Volumes[session.Id] = new(1, "work");
        session = await fixture.Sessions.SuspendAsync(session.Id, Token);
        Assert.Equal((SessionState.Idle, null), (session.State, session.SandboxId));
        Assert.Empty(fixture.Engine.Sandboxes);
        using (var use = await fixture.Sessions.UseAsync(await fixture.Sessions.FindAsync("s", null, Token), Token))
            Assert.Equal(session.Id, fixture.Engine.Sandboxes[use.Snapshot.Id].Volume);
        Assert.Equal(SessionState.Ready, (await fixture.GetAsync()).State);
        Assert.Equal("work", fixture.Engine.Volumes[session.Id].Content);
    }

    [Fact]
    public async Task Paused_session_keeps_its_sandbox()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var before = (await fixture.CreateAsync()).SandboxId;
        var session = await fixture.Sessions.PauseAsync((await fixture.GetAsync()).Id, Token);
        Assert.Equal((SessionState.Idle, before), (session.State, session.SandboxId));
        Assert.Equal(SandboxState.Paused, fixture.Sandboxes.Get(before!, SessionFixture.Owner).State);
        session = await fixture.Sessions.ResumeAsync(session.Id, Token);
        Assert.Equal((SessionState.Ready, before), (session.State, session.SandboxId));
    }

    [Fact]
    public async Task Paused_session_whose_guest_was_killed_goes_on_in_another_sandbox()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var before = (await fixture.CreateAsync()).SandboxId!;
        var session = await fixture.Sessions.PauseAsync((await fixture.GetAsync()).Id, Token);
        // A frozen process ends when it runs on, so that the engine shows it as paused until then.
        await fixture.Engine.Sandboxes[before].LoseGuestAsync();
        session = await fixture.Sessions.ResumeAsync(session.Id, Token);
        Assert.Equal(SessionState.Ready, session.State);
        Assert.NotEqual(before, session.SandboxId);
        Assert.Equal(session.Id, fixture.Engine.Sandboxes[session.SandboxId!].Volume);
    }

    [Theory]
    [InlineData(SessionState.Ready, SessionState.Init, "IDLE or BUSY or ERROR")]
    [InlineData(SessionState.Idle, SessionState.Busy, "READY or ERROR")]
    [InlineData(SessionState.Idle, SessionState.Init, "READY or ERROR")]
    [InlineData(SessionState.Busy, SessionState.Idle, "READY or ERROR")]
    [InlineData(SessionState.Busy, SessionState.Init, "READY or ERROR")]
    [InlineData(SessionState.Error, SessionState.Idle, "INIT or READY")]
    [InlineData(SessionState.Error, SessionState.Busy, "INIT or READY")]
    public async Task Change_that_there_is_not_is_refused_and_those_that_there_are_are_named(SessionState from, SessionState to, string allowed)
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        if (from != SessionState.Ready)
            session = await fixture.Sessions.SetStateAsync(session.Id, from, Token);
        Assert.Equal(from, session.State);
        var refusal = await Assert.ThrowsAsync<WarrenException>(() => fixture.Sessions.SetStateAsync(session.Id, to, Token));
        Assert.Equal(ErrorCode.InvalidState, refusal.Code);
        Assert.EndsWith($"it can become {allowed}.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(from, (await fixture.GetAsync()).State);
    }

    [Fact]
    public async Task Sandbox_that_died_makes_the_session_error_at_the_next_health_check()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        await fixture.Driver.KillGuestAsync(session.SandboxId!, "The test killed it.");
        await SessionFixture.UntilAsync(() => Task.FromResult(fixture.Sandboxes.Get(session.SandboxId!, SessionFixture.Owner).State == SandboxState.Failed));
        fixture.Clock.Advance(TimeSpan.FromSeconds(31));
        await fixture.LookAsync();
        session = await fixture.GetAsync();
        Assert.Equal((SessionState.Error, null), (session.State, session.SandboxId));
        Assert.Contains("The test killed it.", session.Reason, StringComparison.Ordinal);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.True(fixture.Engine.Volumes.ContainsKey(session.Id));
    }

    [Fact]
    public async Task Session_becomes_idle_when_its_time_is_over_and_activity_at_that_moment_keeps_it()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync(spec: new() { Name = "", IdleTimeoutSeconds = 600 });
        fixture.Clock.Advance(TimeSpan.FromSeconds(590));
        await fixture.LookAsync();
        Assert.Equal(SessionState.Ready, (await fixture.GetAsync()).State);
        fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        using (await fixture.Sessions.UseAsync(await fixture.Sessions.FindAsync("s", null, Token), Token))
            await fixture.LookAsync();
        Assert.Equal(SessionState.Ready, (await fixture.GetAsync()).State);
        fixture.Clock.Advance(TimeSpan.FromSeconds(601));
        await fixture.LookAsync();
        var idle = await fixture.GetAsync();
        Assert.Equal((SessionState.Idle, null, "It was idle for 600 s."), (idle.State, idle.SandboxId, idle.Reason));
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.True(fixture.Engine.Volumes.ContainsKey(session.Id));
    }

    [Fact]
    public async Task Running_program_keeps_a_session_from_becoming_idle()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        fixture.Engine.Run = _ => new() { Wait = token => Task.Delay(Timeout.Infinite, token) };
        var exec = await fixture.Sandboxes.Execs.StartAsync(session.SandboxId!, new() { Command = new(["sleep"]), Background = true }, SessionFixture.Owner, Token);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        await fixture.LookAsync();
        Assert.Equal(SessionState.Ready, (await fixture.GetAsync()).State);
        await fixture.Sandboxes.Execs.DeleteAsync(session.SandboxId!, exec.Id, SessionFixture.Owner, Token);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        await fixture.LookAsync();
        Assert.Equal(SessionState.Idle, (await fixture.GetAsync()).State);
    }

    [Fact]
    public async Task Deleted_session_is_gone_with_its_sandbox_and_volume_and_its_name_is_free()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        await fixture.Sessions.DeleteAsync(session.Id, keepsVolume: false, Token);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => fixture.GetAsync(session.Id))).Code);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Empty(fixture.Engine.Volumes);
        Assert.NotNull((await fixture.Get<ISessionStore>().FindAsync(session.Id, Token))!.Session.EndedAt);
        var next = await fixture.CreateAsync();
        await fixture.Sessions.DeleteAsync(next.Id, keepsVolume: true, Token);
        await fixture.RestartAsync();
        Assert.Equal([next.Id], fixture.Engine.Volumes.Keys);
    }

    [Fact]
    public async Task Session_that_is_only_read_takes_no_memory()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        await fixture.Sessions.SuspendAsync(session.Id, Token);
        await fixture.RestartAsync();
        Assert.Equal(SessionState.Idle, (await fixture.GetAsync()).State);
        Assert.Null(fixture.Get<SessionTable>().Find(session.Id));
    }

    [Fact]
    public async Task Removal_that_fails_is_done_later()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        fixture.Engine.FailNext("delete-volume", new IOException("The disk is busy."));
        await fixture.Sessions.DeleteAsync(session.Id, keepsVolume: false, Token);
        Assert.Single(fixture.Engine.Volumes);
        fixture.Clock.Advance(TimeSpan.FromSeconds(31));
        await fixture.LookAsync();
        Assert.Empty(fixture.Engine.Volumes);
    }

    [Fact]
    public async Task Taken_name_is_a_conflict_and_the_same_key_gives_the_same_session()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.CreateAsync();
        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync())).Code);
        Assert.NotEqual("s", (await fixture.CreateAsync("other")).Name);
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.Sessions.CreateAsync(new() { Name = "once" }, SessionFixture.Owner, "key", Token)));
        Assert.Single(both.Select(made => made.Session.Id).Distinct());
        Assert.Equal(3, both.Count(made => made.IsReplayed));
        Assert.All(both, made => Assert.Equal(SessionState.Ready, made.Session.State));
        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(
            () => fixture.Sessions.CreateAsync(new() { Name = "twice" }, SessionFixture.Owner, "key", Token))).Code);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_session_is_said_at_once()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var refusal = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync("-", new()
        {
            Name = "", Workspace = "a b", IdleTimeoutSeconds = 0, Memory = 1, Secrets = ["1"], Labels = new Dictionary<string, string> { ["warren.x"] = "" },
        }));
        Assert.Equal(["idleTimeoutSeconds", "labels.warren.x", "memory", "name", "secrets[0]", "workspace"], refusal.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(fixture.Engine.Volumes);
    }

    [Fact]
    public async Task Remix_begins_with_the_files_and_what_else_it_does_not_say()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var source = await fixture.CreateAsync(spec: new() { Name = "", StartingPrompt = "Begin.", IdleTimeoutSeconds = 77, Secrets = ["TOKEN"] });
        fixture.Engine.Volumes[source.Id] = new(1, "work");
        var record = await fixture.Sessions.FindAsync("s", null, Token);
        var remix = await fixture.Sessions.RemixAsync(record, new() { Name = "again" }, "default", "bob", Token);
        Assert.Equal((SessionState.Ready, source.Id, "Begin.", 77, "bob"), (remix.State, remix.ParentSessionId, remix.StartingPrompt, remix.IdleTimeoutSeconds, remix.CreatedBy));
        Assert.Empty(remix.Secrets);
        Assert.Equal("work", fixture.Engine.Volumes[remix.Id].Content);
        Assert.Equal(SandboxState.Running, fixture.Sandboxes.Get(source.SandboxId!, SessionFixture.Owner).State);
        var empty = await fixture.Sessions.RemixAsync(record, new() { Name = "empty", Files = false, Prompt = "Anew.", Secrets = true }, "default", "bob", Token);
        Assert.Equal(("", "Anew."), (fixture.Engine.Volumes[empty.Id].Content, empty.StartingPrompt));
        Assert.Equal(["TOKEN"], empty.Secrets);
    }

    [Fact]
    public async Task Change_of_a_session_reaches_its_sandbox_and_another_version_is_refused()
    {
        await using var fixture = await SessionFixture.StartAsync();
        var session = await fixture.CreateAsync();
        var changed = await fixture.Sessions.PatchAsync(session.Id, new() { Name = "t", Memory = 64 << 20, Version = session.Version }, Token);
        Assert.Equal(("t", 64 << 20), (changed.Name, changed.Memory));
        Assert.Equal(64 << 20, fixture.Engine.Sandboxes[session.SandboxId!].Spec!.Memory);
        Assert.Equal(session.Id, fixture.Sandboxes.Get(session.SandboxId!, SessionFixture.Owner).Spec.Labels![SessionServiceOptions.Label]);
        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(
            () => fixture.Sessions.PatchAsync(session.Id, new() { Cpu = 1, Version = session.Version }, Token))).Code);
        await fixture.CreateAsync("u");
        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(() => fixture.Sessions.PatchAsync(session.Id, new() { Name = "u" }, Token))).Code);
    }
}
