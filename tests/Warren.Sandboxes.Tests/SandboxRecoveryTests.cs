using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class SandboxRecoveryTests
{
    [Fact]
    public async Task Running_sandbox_is_adopted_and_runs_programs()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync(new() { Name = "one" });
        await fixture.StartServiceAsync();
        Assert.Equal(sandbox, fixture.Service.Get("one", Owner), EqualById);
        var result = await fixture.Service.Execs.RunAsync("one", new() { Command = new(["echo", "hi"]) }, Owner, Token);
        Assert.Equal("echo\nhi\n", result.Stdout);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    public async Task Creation_that_was_cut_off_is_undone(string step)
    {
        await using var fixture = await StartAsync();
        await CutOffAsync(fixture, step, () => fixture.CreateAsync(new() { Name = "one" }));
        await fixture.StartServiceAsync();
        Assert.Empty(fixture.Service.List(Owner));
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(0, fixture.RecordsOnDisk);
        await fixture.CreateAsync(new() { Name = "one" });
    }

    [Fact]
    public async Task Deletion_that_was_cut_off_is_finished()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await CutOffAsync(fixture, "destroy", () => fixture.Service.DeleteAsync(sandbox.Id, Owner, CancellationToken.None));
        await fixture.StartServiceAsync();
        Assert.Empty(fixture.Service.List(Owner));
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(0, fixture.RecordsOnDisk);
    }

    [Fact]
    public async Task Stop_that_was_cut_off_is_finished()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await CutOffAsync(fixture, "stop", () => fixture.Service.StopAsync(sandbox.Id, Owner, CancellationToken.None));
        await fixture.StartServiceAsync();
        Assert.Equal(SandboxState.Stopped, fixture.Service.Get(sandbox.Id, Owner).State);
        Assert.Equal(EngineCondition.Stopped, fixture.Engine.Sandboxes[sandbox.Id].Condition);
    }

    [Fact]
    public async Task Start_that_was_cut_off_leaves_the_sandbox_as_it_was_before()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        await CutOffAsync(fixture, "start", () => fixture.Service.StartAsync(sandbox.Id, Owner, CancellationToken.None));
        await fixture.StartServiceAsync();
        var found = fixture.Service.Get(sandbox.Id, Owner);
        Assert.Equal((SandboxState.Stopped, DesiredState.Stopped, "Its start was cut off; start it again."), (found.State, found.DesiredState, found.Reason));
        Assert.Equal(SandboxState.Running, (await fixture.Service.StartAsync(sandbox.Id, Owner, Token)).State);
    }

    [Fact]
    public async Task Sandbox_that_cannot_be_removed_holds_up_nothing_and_can_be_deleted_later()
    {
        await using var fixture = await StartAsync();
        var other = await fixture.CreateAsync();
        await CutOffAsync(fixture, "create", () => fixture.CreateAsync(new() { Name = "one" }));
        fixture.Engine.FailNext("destroy", new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        await fixture.StartServiceAsync();
        Assert.Equal(SandboxState.Running, fixture.Service.Get(other.Id, Owner).State);
        var failed = fixture.Service.Get("one", Owner);
        Assert.Equal((SandboxState.Failed, "It could not be removed: The engine is away."), (failed.State, failed.Reason));
        await fixture.Service.DeleteAsync("one", Owner, Token);
        Assert.Equal(other.Id, Assert.Single(fixture.Engine.Sandboxes).Key);
    }

    [Theory]
    [InlineData(EngineCondition.Ended, SandboxState.Failed, "Gone while you were away.")]
    [InlineData(EngineCondition.Stopped, SandboxState.Stopped, "The host was restarted.")]
    [InlineData(EngineCondition.Partial, SandboxState.Failed, "Its disk is gone or incomplete.")]
    [InlineData(EngineCondition.Paused, SandboxState.Running, null)]
    public async Task What_happened_while_the_server_was_away_is_seen(EngineCondition condition, SandboxState state, string? reason)
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        (fixture.Engine.Sandboxes[sandbox.Id].Condition, fixture.Engine.Sandboxes[sandbox.Id].Reason) = (condition, "Gone while you were away.");
        await fixture.StartServiceAsync();
        var found = fixture.Service.Get(sandbox.Id, Owner);
        Assert.Equal((state, reason), (found.State, found.Reason));
    }

    [Fact]
    public async Task Sandbox_that_was_adopted_paused_resumes()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        await fixture.StartServiceAsync();
        await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token);
        var result = await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["hi"]) }, Owner, Token);
        Assert.Equal("hi\n", result.Stdout);
    }

    // Lets an action hang in the engine for ever, which is how a killed server leaves it.
    private static async Task CutOffAsync(ServiceFixture fixture, string step, Func<Task> act)
    {
        var reached = new TaskCompletionSource();
        fixture.Engine.During = (action, _) =>
        {
            if (action != step)
                return Task.CompletedTask;
            reached.SetResult();
            return new TaskCompletionSource().Task;
        };
        _ = act();
        await reached.Task;
        fixture.Engine.During = (_, _) => Task.CompletedTask;
    }

    private static bool EqualById(SandboxSnapshot one, SandboxSnapshot other) => one.Id == other.Id && one.State == other.State;
}
