using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class IdempotencyTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Fifty_creations_at_once_with_one_key_make_one_sandbox()
    {
        await using var fixture = await StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => CreateAsync(fixture), Token)));
        Assert.Single(made.Select(one => one.Snapshot.Id).Distinct());
        Assert.Single(made, one => !one.IsReplayed);
        Assert.Single(fixture.Engine.Sandboxes);
        Assert.Equal(made[0].Snapshot.Id, (await CreateAsync(fixture)).Snapshot.Id);
        Assert.NotEqual(made[0].Snapshot.Id, (await fixture.Service.CreateAsync(new(), "bob", "k", Token)).Snapshot.Id);
    }

    [Fact]
    public async Task Key_holds_after_a_restart_for_a_day()
    {
        await using var fixture = await StartAsync(_time);
        var first = await CreateAsync(fixture);
        await fixture.StartServiceAsync();
        Assert.Equal((first.Snapshot.Id, true), ((await CreateAsync(fixture)) is var again ? again.Snapshot.Id : "", again.IsReplayed));
        _time.Advance(TimeSpan.FromHours(24));
        Assert.NotEqual(first.Snapshot.Id, (await CreateAsync(fixture)).Snapshot.Id);
    }

    [Fact]
    public async Task Key_of_another_request_is_a_conflict()
    {
        await using var fixture = await StartAsync();
        await CreateAsync(fixture);
        Assert.Equal(ErrorCode.Conflict, (await RefusalAsync(fixture, new() { Cpu = 0.5 })).Code);
    }

    [Fact]
    public async Task Key_of_a_destroyed_sandbox_says_so()
    {
        await using var fixture = await StartAsync();
        var made = await CreateAsync(fixture);
        await fixture.Service.DeleteAsync(made.Snapshot.Id, Owner, Token);
        var refusal = await RefusalAsync(fixture, new());
        Assert.Equal(ErrorCode.Conflict, refusal.Code);
        Assert.Contains("destroyed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creation_that_failed_frees_the_key()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.FailNext("start", new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        Assert.Equal(ErrorCode.EngineUnavailable, (await RefusalAsync(fixture, new())).Code);
        Assert.False((await CreateAsync(fixture)).IsReplayed);
    }

    [Fact]
    public async Task Creation_that_was_given_up_leaves_the_key_to_who_still_waits()
    {
        await using var fixture = await StartAsync();
        var reached = new TaskCompletionSource();
        fixture.Engine.During = async (action, token) =>
        {
            if (action != "start")
                return;
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        using var impatient = new CancellationTokenSource();
        var first = fixture.Service.CreateAsync(new(), Owner, "k", impatient.Token);
        await reached.Task;
        var second = CreateAsync(fixture);
        fixture.Engine.During = (_, _) => Task.CompletedTask;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var made = await second;
        Assert.Equal(Assert.Single(fixture.Engine.Sandboxes).Key, made.Snapshot.Id);
    }

    [Fact]
    public async Task Creation_that_was_cut_off_with_the_server_frees_the_key()
    {
        await using var fixture = await StartAsync();
        var reached = new TaskCompletionSource();
        fixture.Engine.During = (action, _) =>
        {
            if (action != "start")
                return Task.CompletedTask;
            reached.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        _ = CreateAsync(fixture);
        await reached.Task;
        fixture.Engine.During = (_, _) => Task.CompletedTask;
        await fixture.StartServiceAsync();
        Assert.False((await CreateAsync(fixture)).IsReplayed);
        Assert.Single(fixture.Engine.Sandboxes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ü")]
    public async Task Key_is_visible_ascii(string key)
    {
        await using var fixture = await StartAsync();
        foreach (var wrong in (string[])[key, new string('x', 256)])
            Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.CreateAsync(new(), Owner, wrong, Token))).Code);
    }

    private static Task<SandboxCreated> CreateAsync(ServiceFixture fixture) => fixture.Service.CreateAsync(new(), Owner, "k", Token);

    private static Task<WarrenException> RefusalAsync(ServiceFixture fixture, SandboxSpec spec) =>
        Assert.ThrowsAsync<WarrenException>(() => fixture.Service.CreateAsync(spec, Owner, "k", Token));
}
