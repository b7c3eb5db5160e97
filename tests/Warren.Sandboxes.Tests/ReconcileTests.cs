using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.TestKit;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class ReconcileTests
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(31);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Sandbox_without_a_record_is_removed_after_a_grace_period()
    {
        await using var fixture = await StartAsync(_time);
        fixture.Engine.Sandboxes["aaaaaaaaaaaaaaaa"] = new() { Condition = EngineCondition.Stopped };
        await SweepAsync(fixture);
        Assert.Single(fixture.Engine.Sandboxes);
        _time.Advance(TimeSpan.FromMinutes(2));
        await SweepAsync(fixture);
        await UntilAsync(() => fixture.Engine.Sandboxes.IsEmpty);
    }

    [Fact]
    public async Task Sandbox_that_is_being_made_is_left_alone()
    {
        await using var fixture = await StartAsync(_time);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Engine.During = async (action, _) =>
        {
            if (action != "start")
                return;
            reached.SetResult();
            await goOn.Task;
        };
        var creating = fixture.CreateAsync();
        await reached.Task;
        for (var sweeps = 0; sweeps < 8; sweeps++)
            await SweepAsync(fixture);
        goOn.SetResult();
        Assert.Equal(SandboxState.Running, (await creating).State);
    }

    [Fact]
    public async Task End_that_the_watch_missed_is_found_by_the_sweep()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        (fixture.Engine.Sandboxes[sandbox.Id].Condition, fixture.Engine.Sandboxes[sandbox.Id].Reason) = (EngineCondition.Ended, "Nobody saw it.");
        await SweepAsync(fixture);
        Assert.Equal("Nobody saw it.", (await fixture.WaitAsync(sandbox.Id, SandboxState.Failed)).Reason);
    }

    [Fact]
    public async Task Sandbox_whose_disk_vanished_has_failed_and_can_be_destroyed()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        Assert.True(fixture.Engine.Sandboxes.TryRemove(sandbox.Id, out var removed));
        await SweepAsync(fixture);
        await fixture.WaitAsync(sandbox.Id, SandboxState.Failed);
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        Assert.Empty(fixture.Service.List(Owner));
        fixture.Engine.Sandboxes["gone"] = removed; // For the engine to end its guest.
    }

    [Fact]
    public async Task Failed_destruction_is_tried_again_less_and_less_often_until_it_succeeds()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.FailNext("destroy", Away());
        fixture.Engine.FailNext("destroy", Away());
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.DeleteAsync(sandbox.Id, Owner, Token));
        var failed = fixture.Service.Get(sandbox.Id, Owner);
        Assert.Equal((SandboxState.Failed, "It could not be removed: The engine is away.", DesiredState.Destroyed), (failed.State, failed.Reason, failed.DesiredState));
        await SweepAsync(fixture);
        await UntilAsync(() => Destructions(fixture) == 2);
        for (var sweeps = 0; sweeps < 3; sweeps++)
            await SweepAsync(fixture);
        await UntilAsync(() => fixture.Service.List(Owner).Count == 0);
        Assert.Equal(3, Destructions(fixture));
    }

    [Fact]
    public async Task Full_disk_does_not_keep_a_sandbox_from_being_destroyed()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync(new() { Name = "one" });
        fixture.Store.Fails = (write, _) => write == "save"; // Until something was removed.
        await fixture.Service.DeleteAsync("one", Owner, Token);
        Assert.Empty(fixture.Engine.Sandboxes);
        Assert.Equal(0, fixture.RecordsOnDisk);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => fixture.Service.Get(sandbox.Id, Owner)).Code);
    }

    [Fact]
    public async Task Pause_that_cannot_be_recorded_leaves_no_frozen_sandbox()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        fixture.Store.Fails = (write, state) => write == "save" && state == SandboxState.Paused;
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PauseAsync(sandbox.Id, Owner, Token));
        Assert.Equal(EngineCondition.Running, (await fixture.Driver.ObserveAsync(sandbox.Id, Token))!.Condition);
        Assert.Equal(SandboxState.Running, fixture.Service.Get(sandbox.Id, Owner).State);
    }

    [Fact]
    public async Task Resume_that_cannot_be_recorded_leaves_the_sandbox_frozen_and_can_be_done_again()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        fixture.Store.Fails = (write, state) => write == "save" && state == SandboxState.Running;
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.ResumeAsync(sandbox.Id, Owner, Token));
        Assert.Equal(EngineCondition.Paused, (await fixture.Driver.ObserveAsync(sandbox.Id, Token))!.Condition);
        Assert.Equal(SandboxState.Paused, fixture.Service.Get(sandbox.Id, Owner).State);
        fixture.Store.Fails = (_, _) => false;
        await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token);
        Assert.Equal(0, (await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["true"]) }, Owner, Token)).ExitCode);
    }

    [Fact]
    public async Task Resume_of_one_whose_guest_was_killed_meanwhile_is_refused()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        await fixture.Engine.Sandboxes[sandbox.Id].LoseGuestAsync();
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.ResumeAsync(sandbox.Id, Owner, Token));
        Assert.Equal(ErrorCode.SandboxFailed, refused.Code);
        Assert.Equal(SandboxState.Paused, fixture.Service.Get(sandbox.Id, Owner).State);
    }

    [Fact]
    public async Task Record_that_cannot_be_removed_is_removed_later()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        fixture.Store.Fails = (_, _) => true;
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.DeleteAsync(sandbox.Id, Owner, Token));
        Assert.Empty(fixture.Engine.Sandboxes);
        fixture.Store.Fails = (_, _) => false;
        await SweepAsync(fixture);
        await UntilAsync(() => fixture.Service.List(Owner).Count == 0);
        Assert.Equal(0, fixture.RecordsOnDisk);
    }

    // The process is killed in each of the moments in which a step was done and the next was not.
    [Theory]
    [InlineData("create", "save Starting")]
    [InlineData("create", "save Running")]
    [InlineData("delete", "save Destroying")]
    [InlineData("delete", "remove")]
    [InlineData("stop", "save Stopping")]
    [InlineData("stop", "save Stopped")]
    [InlineData("pause", "save Paused")]
    [InlineData("resize", "save Running")]
    public async Task Server_that_is_killed_before_any_write_leaves_nothing_half_done(string act, string write)
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = act == "create" ? null : await fixture.CreateAsync();
        var reached = new TaskCompletionSource();
        var skip = act == "resize" ? 1 : 0; // The first write of a resize begins it, the second ends it.
        fixture.Store.Before = (kind, state) =>
        {
            if ($"{kind} {state}".Trim() != write || skip-- > 0)
                return Task.CompletedTask;
            reached.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        _ = act switch
        {
            "create" => fixture.CreateAsync(),
            "delete" => fixture.Service.DeleteAsync(sandbox!.Id, Owner, Token),
            "stop" => fixture.Service.StopAsync(sandbox!.Id, Owner, Token),
            "pause" => fixture.Service.PauseAsync(sandbox!.Id, Owner, Token),
            _ => fixture.Service.PatchAsync(sandbox!.Id, new() { Cpu = 0.25 }, Owner, Token),
        };
        await reached.Task;
        await fixture.StartServiceAsync();
        if (act == "create" || (act, write) == ("delete", "remove"))
        {
            await UntilAsync(() => fixture.Engine.Sandboxes.IsEmpty && fixture.Service.List(Owner).Count == 0);
            Assert.Equal(0, fixture.RecordsOnDisk);
            return;
        }
        var now = fixture.Service.Get(sandbox!.Id, Owner);
        var engine = fixture.Engine.Sandboxes[sandbox.Id];
        Assert.True(SandboxReconciler.IsInOrder(fixture.Service.Find(sandbox.Id, Owner), engine.Condition), $"{now.DesiredState} {now.State} {engine.Condition}");
        Assert.Equal(now.Spec.Cpu, engine.Spec!.Cpu);
        Assert.Equal(write == "save Stopped" ? SandboxState.Stopped : SandboxState.Running, now.State);
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        Assert.Empty(fixture.Engine.Sandboxes);
    }

    [Fact]
    public async Task Guest_that_does_not_answer_after_a_restart_fails_its_sandbox_only()
    {
        await using var fixture = await StartAsync();
        var (good, bad) = (await fixture.CreateAsync(), await fixture.CreateAsync());
        await fixture.Engine.Sandboxes[bad.Id].LoseGuestAsync();
        await fixture.StartServiceAsync();
        await fixture.WaitAsync(bad.Id, SandboxState.Failed);
        Assert.Equal(EngineCondition.Stopped, fixture.Engine.Sandboxes[bad.Id].Condition);
        Assert.Equal(SandboxState.Running, fixture.Service.Get(good.Id, Owner).State);
    }

    private static int Destructions(ServiceFixture fixture) => fixture.Engine.Actions.Count(action => action.StartsWith("destroy", StringComparison.Ordinal));

    [Fact]
    public async Task Guest_that_breaks_off_fails_its_sandbox_with_the_reason_and_nobody_else_notices()
    {
        await using var fixture = await StartAsync();
        var (good, bad) = (await fixture.CreateAsync(), await fixture.CreateAsync());
        await fixture.Engine.Sandboxes[bad.Id].LoseGuestAsync();
        var call = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Execs.RunAsync(bad.Id, new() { Command = new(["true"]) }, Owner, Token));
        var failed = await fixture.WaitAsync(bad.Id, SandboxState.Failed);
        Assert.Equal(call.Message, failed.Reason);
        Assert.Equal(EngineCondition.Stopped, fixture.Engine.Sandboxes[bad.Id].Condition);
        Assert.Equal(0, (await fixture.Service.Execs.RunAsync(good.Id, new() { Command = new(["true"]) }, Owner, Token)).ExitCode);
        Assert.Equal(SandboxState.Running, (await fixture.Service.StartAsync(bad.Id, Owner, Token)).State);
    }

    private static WarrenException Away() => new(ErrorCode.EngineUnavailable, "The engine is away.");

    // Lets one sweep begin, and sees that it has listed what there is; what it does then, a test waits for.
    private async Task SweepAsync(ServiceFixture fixture)
    {
        var lists = Lists(fixture);
        await UntilAsync(() =>
        {
            if (Lists(fixture) == lists)
                _time.Advance(Sweep);
            return Lists(fixture) > lists;
        });
    }

    private static int Lists(ServiceFixture fixture) => fixture.Engine.Actions.Count(action => action.StartsWith("list", StringComparison.Ordinal));
}
