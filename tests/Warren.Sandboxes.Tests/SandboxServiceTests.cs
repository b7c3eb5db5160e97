using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class SandboxServiceTests
{
    [Fact]
    public async Task Created_sandbox_runs_with_every_default_filled_in()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        Assert.Equal(SandboxState.Running, sandbox.State);
        Assert.True(SandboxId.IsValid(sandbox.Id));
        Assert.Equal(("tiny:latest", "fake", "pretend", 512L << 20, 1L << 30, 512, "none", "agent", "/workspace"),
            (sandbox.Spec.Image, sandbox.Spec.Driver, sandbox.Spec.Runtime, sandbox.Spec.Memory, sandbox.Spec.Disk, sandbox.Spec.Pids,
                sandbox.Spec.Network!.Mode, sandbox.Spec.User, sandbox.Spec.Workdir));
        Assert.NotNull(sandbox.StartedAt);
    }

    [Fact]
    public async Task Everything_wrong_with_a_spec_is_said_at_once_and_nothing_is_made()
    {
        await using var fixture = await StartAsync();
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new()
        {
            Name = "-bad-",
            Cpu = -1,
            Memory = 1,
            Disk = long.MaxValue,
            Pids = 0,
            Workdir = "relative",
            Env = new Dictionary<string, string> { ["A=B"] = "x" },
            Labels = new Dictionary<string, string> { ["warren.owner"] = "me" },
            Network = NetworkPolicy.AllowAll,
        }));
        Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
        Assert.Equal(["cpu", "disk", "env.A=B", "labels.warren.owner", "memory", "name", "network", "pids", "workdir"], failure.Errors.Keys.Order());
        Assert.Empty(fixture.Engine.Sandboxes);
    }

    [Theory]
    [InlineData("network")]
    [InlineData("runtime")]
    public async Task What_the_driver_cannot_do_is_refused_by_name(string capability)
    {
        await using var fixture = await StartAsync();
        var spec = capability == "network" ? new SandboxSpec { Network = NetworkPolicy.AllowAll } : new SandboxSpec { Runtime = "kata" };
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(spec));
        Assert.Equal(ErrorCode.CapabilityMissing, failure.Code);
        Assert.Equal([capability], failure.Errors.Keys);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    public async Task Failed_creation_leaves_nothing_behind(string step)
    {
        await using var fixture = await StartAsync();
        fixture.Engine.FailNext(step, new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new() { Name = "one" }));
        Assert.Equal("The engine is away.", failure.Message);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(0, fixture.RecordsOnDisk);
        await fixture.CreateAsync(new() { Name = "one" });
    }

    [Fact]
    public async Task Cancelled_creation_leaves_nothing_behind()
    {
        await using var fixture = await StartAsync();
        var reached = new TaskCompletionSource();
        fixture.Engine.During = async (action, token) =>
        {
            if (action != "start")
                return;
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        using var caller = new CancellationTokenSource();
        var creating = fixture.Service.CreateAsync(new(), Owner, caller.Token);
        await reached.Task;
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Empty(fixture.Service.List(Owner));
    }

    [Fact]
    public async Task Name_is_unique_among_an_owners_live_sandboxes_only()
    {
        await using var fixture = await StartAsync();
        var first = await fixture.CreateAsync(new() { Name = "one" });
        var clash = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new() { Name = "one" }));
        Assert.Equal(ErrorCode.Conflict, clash.Code);
        await fixture.Service.CreateAsync(new() { Name = "one" }, "bob", Token);
        Assert.Equal(first.Id, fixture.Service.Get("one", Owner).Id);
        await fixture.Service.DeleteAsync("one", Owner, Token);
        Assert.NotEqual(first.Id, (await fixture.CreateAsync(new() { Name = "one" })).Id);
    }

    [Fact]
    public async Task Sandbox_of_another_owner_does_not_exist()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        Assert.Empty(fixture.Service.List("bob"));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => fixture.Service.Get(sandbox.Id, "bob")).Code);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.DeleteAsync(sandbox.Id, "bob", Token));
        Assert.Equal(ErrorCode.NotFound, failure.Code);
    }

    [Fact]
    public async Task Sandbox_goes_through_its_states_and_each_is_a_new_version()
    {
        await using var fixture = await StartAsync();
        var created = await fixture.CreateAsync();
        var paused = await fixture.Service.PauseAsync(created.Id, Owner, Token);
        var resumed = await fixture.Service.ResumeAsync(created.Id, Owner, Token);
        var stopped = await fixture.Service.StopAsync(created.Id, Owner, Token);
        var started = await fixture.Service.StartAsync(created.Id, Owner, Token);
        SandboxSnapshot[] all = [created, paused, resumed, stopped, started];
        Assert.Equal([SandboxState.Running, SandboxState.Paused, SandboxState.Running, SandboxState.Stopped, SandboxState.Running], all.Select(one => one.State));
        Assert.Equal(all.OrderBy(one => one.Version), all);
    }

    [Fact]
    public async Task Action_that_the_state_does_not_allow_is_refused()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PauseAsync(sandbox.Id, Owner, Token));
        Assert.Equal(ErrorCode.InvalidState, failure.Code);
        Assert.Contains("stopped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_whose_guest_ends_has_failed_with_the_reason_and_can_be_started_again()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Driver.KillGuestAsync(sandbox.Id, "It was struck by lightning.");
        var failed = await fixture.WaitAsync(sandbox.Id, SandboxState.Failed);
        Assert.Equal("It was struck by lightning.", failed.Reason);
        var refused = await Assert.ThrowsAsync<WarrenException>(() =>
            fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["true"]) }, Owner, Token));
        Assert.Contains("lightning", refused.Message, StringComparison.Ordinal);
        Assert.Equal(SandboxState.Running, (await fixture.Service.StartAsync(sandbox.Id, Owner, Token)).State);
    }

    [Theory]
    [InlineData(EngineCondition.Running)]
    [InlineData(EngineCondition.Paused)]
    [InlineData(EngineCondition.Stopped)]
    [InlineData(EngineCondition.Ended)]
    [InlineData(EngineCondition.Partial)]
    public async Task Sandbox_can_be_destroyed_from_every_condition(EngineCondition condition)
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.Sandboxes[sandbox.Id].Condition = condition;
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(0, fixture.RecordsOnDisk);
    }

    [Fact]
    public async Task Two_deletions_at_once_destroy_it_once()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        Task[] deletions = [fixture.Service.DeleteAsync(sandbox.Id, Owner, Token), Task.Run(() => fixture.Service.DeleteAsync(sandbox.Id, Owner, Token), Token)];
        await deletions[0];
        // The other one waited for it, or came when there was nothing left.
        if (await Record.ExceptionAsync(() => deletions[1]) is { } failure)
            Assert.Equal(ErrorCode.NotFound, Assert.IsType<WarrenException>(failure).Code);
        Assert.Single(fixture.Engine.Actions, action => action == $"destroy {sandbox.Id}");
    }

    [Fact]
    public async Task Stop_that_failed_can_be_repeated()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.FailNext("stop", new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.StopAsync(sandbox.Id, Owner, Token));
        Assert.Equal(SandboxState.Stopped, (await fixture.Service.StopAsync(sandbox.Id, Owner, Token)).State);
    }

    [Fact]
    public async Task Reason_of_a_failed_start_holds_nothing_of_the_host()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        fixture.Engine.FailNext("start", new IOException("/a/path/of/the/host is full"));
        await Assert.ThrowsAsync<IOException>(() => fixture.Service.StartAsync(sandbox.Id, Owner, Token));
        var failed = fixture.Service.Get(sandbox.Id, Owner);
        Assert.Equal((SandboxState.Failed, "It could not be started; the server's log says why."), (failed.State, failed.Reason));
    }

    [Fact]
    public async Task Deletion_that_failed_can_be_repeated()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.FailNext("destroy", new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.DeleteAsync(sandbox.Id, Owner, Token));
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        Assert.Empty(fixture.Engine.Sandboxes);
    }
}
