using Microsoft.Extensions.DependencyInjection;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Pool;
using Warren.TestKit;
using Warren.TestKit.Fakes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class WarmPoolTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Second_sandbox_of_a_kind_is_there_already()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        var first = await fixture.CreateAsync();
        var ready = await ReadyAsync(fixture, 1);
        var second = await fixture.CreateAsync(new() { Name = "second" });
        Assert.Equal(ready, [second.Id]);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((SandboxState.Running, 2, _time.GetUtcNow()), (second.State, second.Version, second.StartedAt));
        var result = await fixture.Service.Execs.RunAsync("second", new() { Command = new(["hi"]) }, Owner, Token);
        Assert.Equal("hi\n", result.Stdout);
    }

    [Fact]
    public async Task Everything_of_a_spec_is_kept()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        await fixture.CreateAsync();
        var ready = await ReadyAsync(fixture, 1);
        var seen = new TaskCompletionSource<Guest.Protocol.GuestExecRequest>();
        fixture.Engine.Run = request =>
        {
            seen.TrySetResult(request);
            return new() { Stdout = [] };
        };
        var spec = new SandboxSpec
        {
            Name = "mine",
            Env = new Dictionary<string, string> { ["WHO"] = "me" },
            Workdir = "/srv",
            User = "1234",
            Labels = new Dictionary<string, string> { ["team"] = "blue" },
            Ports = [new() { Name = "web", Port = 8080 }],
            Lifetime = new() { TimeoutSeconds = 60 },
        };
        var made = await fixture.CreateAsync(spec);
        Assert.Equal(ready, [made.Id]);
        Assert.Equal(
            (spec.Name, spec.Env, spec.Workdir, spec.User, spec.Labels, spec.Ports, spec.Lifetime),
            (made.Spec.Name, made.Spec.Env, made.Spec.Workdir, made.Spec.User, made.Spec.Labels, made.Spec.Ports, made.Spec.Lifetime));
        Assert.Equal(TinyImage.Reference, made.Spec.Image);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(60), made.ExpiresAt);
        await fixture.Service.Execs.RunAsync("mine", new() { Command = new(["x"]) }, Owner, Token);
        var request = await seen.Task;
        Assert.Equal(("me", "yes", "/srv", "1234"), (request.Env!["WHO"], request.Env["FROM_IMAGE"], request.Workdir, request.User));
        await fixture.RestartServiceAsync();
        Assert.Equal("mine", Assert.Single(fixture.Service.List(Owner), sandbox => sandbox.Id == made.Id).Spec.Name);
    }

    public static TheoryData<SandboxSpec> OtherKinds() =>
    [
        new SandboxSpec { Cpu = 0.5 },
        new SandboxSpec { Memory = 64 << 20 },
        new SandboxSpec { Disk = 64 << 20 },
        new SandboxSpec { Pids = 64 },
        new SandboxSpec { Runtime = "other" },
        new SandboxSpec { Network = NetworkPolicy.AllowAll },
    ];

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public async Task What_a_driver_realises_makes_another_kind(SandboxSpec spec)
    {
        await using var fixture = new ServiceFixture { Time = _time, MaxIdle = 4, NewDriver = NewAbleDriver };
        await fixture.BeginAsync();
        await fixture.CreateAsync();
        var ready = await ReadyAsync(fixture, 1);
        var made = await fixture.CreateAsync(spec);
        Assert.DoesNotContain(made.Id, ready);
        var engine = fixture.Engine.Sandboxes[made.Id].Spec!;
        Assert.Equal(
            (made.Spec.Cpu, made.Spec.Memory, made.Spec.Disk, made.Spec.Pids, made.Spec.Runtime, made.Spec.Network),
            (engine.Cpu, engine.Memory, engine.Disk, engine.Pids, engine.Runtime, engine.Network));
    }

    [Fact]
    public async Task Nobody_sees_what_is_nobodys()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 2);
        var made = await fixture.CreateAsync();
        var ready = Assert.Single(await ReadyAsync(fixture, 1));
        Assert.Equal([made.Id], fixture.Service.List(Owner).Select(sandbox => sandbox.Id));
        Assert.Empty(fixture.Service.List(""));
        Assert.Equal(1, Assert.Single(fixture.Service.Count()).Value);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<WarrenException>(() => fixture.Service.Get(ready, "")).Code);
        Assert.Null(fixture.Service.OwnerOf(ready));
        Assert.Empty((await fixture.Feed.ReadAsync(new(""), 0, 100, Token)).Items);
    }

    [Fact]
    public async Task Feed_shows_its_beginning()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 1);
        await fixture.CreateAsync();
        await ReadyAsync(fixture, 1);
        var made = await fixture.CreateAsync();
        var events = (await fixture.Feed.ReadAsync(new(Owner, made.Id), 0, 100, Token)).Items;
        Assert.Equal([("sandbox.starting", 1), ("sandbox.running", 2)], events.Select(happened => (happened.Type, happened.Snapshot!.Version)));
    }

    [Fact]
    public async Task Each_goes_to_one_owner()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        for (var ready = 1; ready <= 4; ready++)
        {
            // One after the other finds none.
            await Task.WhenAll(Enumerable.Range(0, ready).Select(_ => fixture.CreateAsync()));
            await ReadyAsync(fixture, ready);
        }
        var waiting = Waiting(fixture);
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => fixture.Service.CreateAsync(new(), $"owner{number}", Token)));
        Assert.Equal(20, made.Select(sandbox => sandbox.Id).Distinct().Count());
        Assert.Subset(made.Select(sandbox => sandbox.Id).ToHashSet(), waiting.ToHashSet());
        for (var number = 0; number < 20; number++)
            Assert.Equal([made[number].Id], fixture.Service.List($"owner{number}").Select(sandbox => sandbox.Id));
    }

    [Fact]
    public async Task No_more_than_allowed_are_kept_whatever_the_kinds()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 2);
        for (var pids = 40; pids < 45; pids++)
        {
            await fixture.CreateAsync(new() { Pids = pids });
            _time.Advance(TimeSpan.FromSeconds(1));
            await WaitForKindAsync(fixture, pids);
            Assert.InRange(Waiting(fixture).Count, 1, 2);
        }
        Assert.Equal([43, 44], Waiting(fixture).Select(id => fixture.Engine.Sandboxes[id].Spec!.Pids!.Value).Order());
    }

    [Fact]
    public async Task Kind_that_nobody_asks_for_any_more_is_given_up()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        var made = await fixture.CreateAsync();
        await ReadyAsync(fixture, 1);
        _time.Advance(TimeSpan.FromMinutes(9));
        await ReadyAsync(fixture, 1);
        _time.Advance(TimeSpan.FromMinutes(3));
        await SettleAsync(() => fixture.RecordsOnDisk == 1);
        Assert.Equal([made.Id], fixture.Engine.Sandboxes.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task One_whose_guest_has_ended_is_given_to_nobody(int secondsLater)
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        await fixture.CreateAsync();
        var dead = Assert.Single(await ReadyAsync(fixture, 1));
        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        await fixture.Driver.KillGuestAsync(dead, "The kernel killed it.");
        var made = await fixture.CreateAsync();
        Assert.NotEqual(dead, made.Id);
        Assert.Equal(SandboxState.Running, made.State);
        await SettleAsync(() => !fixture.Engine.Sandboxes.ContainsKey(dead));
    }

    [Fact]
    public async Task Name_that_is_taken_costs_no_ready_one()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        await fixture.CreateAsync(new() { Name = "one" });
        var ready = await ReadyAsync(fixture, 1);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new() { Name = "one" }));
        Assert.Equal(ErrorCode.Conflict, failure.Code);
        Assert.Equal(ready, [(await fixture.CreateAsync(new() { Name = "two" })).Id]);
    }

    [Fact]
    public async Task One_that_cannot_be_recorded_as_given_is_removed()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        await fixture.CreateAsync();
        var ready = Assert.Single(await ReadyAsync(fixture, 1));
        fixture.Store.Fails = (_, state) => state == SandboxState.Running;
        await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new() { Name = "lost" }));
        Assert.DoesNotContain(ready, fixture.Engine.Sandboxes.Keys);
        fixture.Store.Fails = (_, _) => false;
        await fixture.CreateAsync(new() { Name = "lost" });
    }

    [Fact]
    public async Task Server_that_is_killed_leaves_none_to_the_next()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        var made = await fixture.CreateAsync();
        await ReadyAsync(fixture, 1);
        await fixture.StartServiceAsync();
        Assert.Equal([made.Id], fixture.Engine.Sandboxes.Keys);
        Assert.Equal(1, fixture.RecordsOnDisk);
    }

    [Fact]
    public async Task Server_that_ends_removes_them()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        var made = await fixture.CreateAsync();
        await ReadyAsync(fixture, 1);
        await fixture.EndServiceAsync();
        Assert.Equal([made.Id], fixture.Engine.Sandboxes.Keys);
        Assert.Equal(1, fixture.RecordsOnDisk);
    }

    [Fact]
    public async Task Engine_that_fails_is_asked_again_later_and_callers_notice_nothing()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        fixture.Engine.During = (action, _) => action == "create" && fixture.Service.List(Owner).Count == 1 && fixture.Service.List(Owner)[0].State == SandboxState.Running
            ? throw new IOException("The disk is full.") : Task.CompletedTask;
        await fixture.CreateAsync();
        await SettleAsync(() => fixture.Engine.Actions.Count(action => action.StartsWith("destroy", StringComparison.Ordinal)) == 1);
        Assert.Single(fixture.Engine.Sandboxes);
        fixture.Engine.During = (_, _) => Task.CompletedTask;
        _time.Advance(TimeSpan.FromSeconds(91));
        await ReadyAsync(fixture, 1);
    }

    [Fact]
    public async Task None_is_made_while_somebody_waits_for_theirs()
    {
        await using var fixture = await StartAsync(_time, maxIdle: 4);
        await fixture.CreateAsync();
        await ReadyAsync(fixture, 1);
        var goOn = new TaskCompletionSource();
        fixture.Engine.During = (action, _) => action == "create" ? goOn.Task : Task.CompletedTask;
        var slow = fixture.CreateAsync(new() { Pids = 99 });
        await fixture.CreateAsync();
        for (var round = 0; round < 20; round++)
            _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, fixture.Engine.Actions.Count(action => action.StartsWith("create", StringComparison.Ordinal)) - 1);
        goOn.SetResult();
        await slow;
        await ReadyAsync(fixture, 2);
    }

    private static FakeDriver NewAbleDriver(FakeEngine engine) => new(engine)
    {
        Capabilities = new() { Runtimes = ["pretend", "other"], Networks = ["none", "allow_all"], Limits = ["cpu", "memory", "disk", "pids"] },
    };

    private static List<string> Waiting(ServiceFixture fixture) =>
        [.. fixture.Engine.Sandboxes.Keys.Where(id => fixture.Service.OwnerOf(id) is null)];

    private Task WaitForKindAsync(ServiceFixture fixture, int pids) =>
        SettleAsync(() => Pool(fixture).Count > 0 && Waiting(fixture).Any(id => fixture.Engine.Sandboxes[id].Spec?.Pids == pids));

    private async Task<List<string>> ReadyAsync(ServiceFixture fixture, int count)
    {
        await SettleAsync(() => Pool(fixture).Count == count);
        return Waiting(fixture);
    }

    // What the pool does by itself waits for a moment of quiet, which only the test lets pass; not so fast that the guest,
    // which answers in real time, would miss its deadline.
    private Task SettleAsync(Func<bool> isSo) => UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(5));
        return isSo();
    });

    private static WarmPool Pool(ServiceFixture fixture) => fixture.Parts.GetRequiredService<WarmPool>();
}
