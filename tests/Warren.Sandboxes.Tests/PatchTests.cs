using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit;
using Warren.TestKit.Fakes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class PatchTests
{
    [Fact]
    public async Task Limits_labels_and_lifetime_change_at_once_and_hold_after_a_restart()
    {
        var time = new ManualTime();
        await using var fixture = await StartAsync(time);
        var sandbox = await fixture.CreateAsync(new() { Name = "one", Labels = new Dictionary<string, string> { ["old"] = "1" } });
        await fixture.Service.PatchAsync("one", new()
        {
            Cpu = 0.5,
            Memory = 64 << 20,
            Lifetime = new() { TimeoutSeconds = 60 },
            Labels = new Dictionary<string, string> { ["new"] = "2" },
        }, Owner, Token);
        await fixture.StartServiceAsync();
        var now = fixture.Service.Get("one", Owner);
        Assert.Equal((0.5, 64L << 20, 512, "new", time.GetUtcNow().AddSeconds(60)), (now.Spec.Cpu, now.Spec.Memory, now.Spec.Pids, Assert.Single(now.Spec.Labels!).Key, now.ExpiresAt));
        Assert.Equal((0.5, 64L << 20), (fixture.Engine.Sandboxes[sandbox.Id].Spec!.Cpu, fixture.Engine.Sandboxes[sandbox.Id].Spec!.Memory));
        Assert.Null((await fixture.Service.PatchAsync("one", new() { Lifetime = new() }, Owner, Token)).ExpiresAt);
    }

    [Fact]
    public async Task Limit_that_the_driver_refuses_stays_as_it_was()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.FailNext("resize", new WarrenException(ErrorCode.InvalidState, "More is in use."));
        await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PatchAsync(sandbox.Id, new() { Memory = 16 << 20 }, Owner, Token));
        Assert.Equal(sandbox.Spec.Memory, fixture.Service.Get(sandbox.Id, Owner).Spec.Memory);
        Assert.False(fixture.Service.Find(sandbox.Id, Owner).Record.IsResizing);
    }

    [Fact]
    public async Task Disk_that_grew_before_the_server_was_killed_is_recorded_as_it_is()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync(new() { Disk = 32 << 20 });
        var killed = new TaskCompletionSource();
        bool hasGrown() => fixture.Engine.Sandboxes[sandbox.Id].Spec!.Disk == 48 << 20;
        fixture.Store.Before = (_, _) => hasGrown() ? killed.Task : Task.CompletedTask;
        var change = fixture.Service.PatchAsync(sandbox.Id, new() { Disk = 48 << 20 }, Owner, Token);
        await UntilAsync(hasGrown);
        await fixture.StartServiceAsync();
        killed.SetException(new WarrenException(ErrorCode.EngineUnavailable, "It was killed here."));
        await Assert.ThrowsAsync<WarrenException>(() => change);
        Assert.Equal(48 << 20, fixture.Service.Get(sandbox.Id, Owner).Spec.Disk);
        Assert.False(fixture.Service.Find(sandbox.Id, Owner).Record.IsResizing);
    }

    [Fact]
    public async Task Limit_that_cannot_change_while_it_runs_can_while_it_is_stopped()
    {
        await using var fixture = await StartAsync();
        fixture.NewDriver = engine => new FakeDriver(engine) { LiveLimits = ["cpu"] };
        await fixture.StartServiceAsync();
        var sandbox = await fixture.CreateAsync();
        var refusal = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PatchAsync(sandbox.Id, new() { Pids = 100 }, Owner, Token));
        Assert.Equal((ErrorCode.CapabilityMissing, "pids"), (refusal.Code, Assert.Single(refusal.Errors).Key));
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        Assert.Equal(100, (await fixture.Service.PatchAsync(sandbox.Id, new() { Pids = 100 }, Owner, Token)).Spec.Pids);
    }

    [Fact]
    public async Task Everything_wrong_with_a_change_is_said_at_once_and_nothing_changes()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var refusal = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PatchAsync(sandbox.Id, new()
        {
            Cpu = -1,
            Memory = 1,
            Network = NetworkPolicy.AllowAll,
            Lifetime = new() { TimeoutSeconds = -1 },
            Labels = new Dictionary<string, string> { ["warren.x"] = "1" },
        }, Owner, Token));
        Assert.Equal(["cpu", "labels.warren.x", "lifetime.timeoutSeconds", "memory", "network"], refusal.Errors.Keys.Order());
        Assert.Contains("16777216 bytes (16 MiB)", refusal.Errors["memory"][0], StringComparison.Ordinal);
        Assert.Equal(sandbox.Version, fixture.Service.Get(sandbox.Id, Owner).Version);
    }

    [Fact]
    public async Task Change_meant_for_another_version_is_a_conflict()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var changed = await fixture.Service.PatchAsync(sandbox.Id, new() { Version = sandbox.Version, Cpu = 0.5 }, Owner, Token);
        var refusal = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.PatchAsync(sandbox.Id, new() { Version = sandbox.Version, Cpu = 0.25 }, Owner, Token));
        Assert.Equal(ErrorCode.Conflict, refusal.Code);
        Assert.Equal(changed.Version, fixture.Service.Get(sandbox.Id, Owner).Version);
    }
}
