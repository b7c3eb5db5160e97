using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.TestKit;
using Warren.TestKit.Fakes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class LifetimeTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(TimeoutAction.Pause, SandboxState.Paused)]
    [InlineData(TimeoutAction.Stop, SandboxState.Stopped)]
    [InlineData(null, SandboxState.Stopped)]
    public async Task Timeout_counts_from_the_start(TimeoutAction? action, SandboxState state)
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60, OnTimeout = action });
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), sandbox.ExpiresAt);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(SandboxState.Running, fixture.Service.Get(sandbox.Id, Owner).State);
        var ended = await PassAsync(fixture, sandbox.Id, state);
        Assert.Equal(("Its time-out is over.", null), (ended.Reason, ended.ExpiresAt));
    }

    [Fact]
    public async Task Sandbox_whose_timeout_destroys_it_is_gone()
    {
        await using var fixture = await StartAsync(_time);
        await CreateAsync(fixture, new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Destroy });
        await PassUntilAsync(() => fixture.Engine.Sandboxes.IsEmpty && fixture.Service.List(Owner).Count == 0);
    }

    [Fact]
    public async Task Pause_stops_the_clock_and_a_resume_goes_on_with_what_was_left()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60 });
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null((await fixture.Service.PauseAsync(sandbox.Id, Owner, Token)).ExpiresAt);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(_time.GetUtcNow().AddSeconds(20), (await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token)).ExpiresAt);
    }

    [Fact]
    public async Task Sandbox_that_was_paused_by_its_timeout_has_all_of_it_again_once_resumed()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Pause });
        await PassAsync(fixture, sandbox.Id, SandboxState.Paused);
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), (await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token)).ExpiresAt);
    }

    [Fact]
    public async Task Renewal_sets_the_clock_back()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60 });
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), (await fixture.Service.RenewAsync(sandbox.Id, null, Owner, Token)).ExpiresAt);
        Assert.Equal(_time.GetUtcNow().AddSeconds(5), (await fixture.Service.RenewAsync(sandbox.Id, 5, Owner, Token)).ExpiresAt);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.RenewAsync(sandbox.Id, -1, Owner, Token));
        Assert.Equal(["timeoutSeconds"], failure.Errors.Keys);
    }

    [Fact]
    public async Task Renewal_that_was_answered_is_never_followed_by_the_end()
    {
        await using var fixture = await StartAsync(_time);
        for (var round = 0; round < 20; round++)
        {
            var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Stop });
            var renewing = Task.Run(() => fixture.Service.RenewAsync(sandbox.Id, 600, Owner, Token), Token);
            var passing = Task.Run(() => _time.Advance(TimeSpan.FromSeconds(60)), Token);
            var renewed = await Record.ExceptionAsync(() => renewing) is null;
            await passing;
            var state = await SettleAsync(fixture, sandbox.Id, renewed ? SandboxState.Running : SandboxState.Stopped);
            Assert.Equal(renewed ? SandboxState.Running : SandboxState.Stopped, state);
        }
    }

    [Fact]
    public async Task Idle_sandbox_is_stopped_and_calls_put_that_off()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { IdleTimeoutSeconds = 60 });
        Assert.Null(sandbox.ExpiresAt);
        for (var calls = 0; calls < 5; calls++)
        {
            _time.Advance(TimeSpan.FromSeconds(50));
            (await fixture.Service.UseAsync(sandbox.Id, Owner, Token)).Dispose();
            Assert.Equal(_time.GetUtcNow(), fixture.Service.Get(sandbox.Id, Owner).LastActivityAt);
        }
        Assert.Equal("It was idle for 60 s.", (await PassAsync(fixture, sandbox.Id, SandboxState.Stopped)).Reason);
    }

    [Fact]
    public async Task Sandbox_with_an_open_use_is_not_idle()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { IdleTimeoutSeconds = 60 });
        using (await fixture.Service.UseAsync(sandbox.Id, Owner, Token))
            for (var hours = 0; hours < 10; hours++)
                _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(SandboxState.Running, fixture.Service.Get(sandbox.Id, Owner).State);
        await PassAsync(fixture, sandbox.Id, SandboxState.Stopped);
    }

    [Fact]
    public async Task Use_that_began_is_never_cut_by_idleness_and_one_that_begins_meanwhile_wakes_the_sandbox_again()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { IdleTimeoutSeconds = 60, OnTimeout = TimeoutAction.Pause, AutoResume = true });
        for (var round = 0; round < 50; round++)
        {
            var passing = Task.Run(() => _time.Advance(TimeSpan.FromSeconds(60)), Token);
            using (await fixture.Service.UseAsync(sandbox.Id, Owner, Token))
            {
                await passing;
                Assert.Equal(SandboxState.Running, fixture.Service.Get(sandbox.Id, Owner).State);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hundred_calls_wake_a_sandbox_once_and_its_timeout_starts_anew(bool paused)
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60, AutoResume = true });
        _time.Advance(TimeSpan.FromSeconds(40));
        if (paused)
            await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        else
            await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        fixture.Engine.Actions.Clear();
        var uses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await fixture.Service.UseAsync(sandbox.Id, Owner, Token), Token)));
        Assert.Single(fixture.Engine.Actions, action => action.EndsWith(sandbox.Id, StringComparison.Ordinal));
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), fixture.Service.Get(sandbox.Id, Owner).ExpiresAt);
        foreach (var use in uses)
            use.Dispose();
    }

    [Fact]
    public async Task Caller_who_gives_up_does_not_stop_the_waking_for_others()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { AutoResume = true });
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Engine.During = (action, _) =>
        {
            if (action != "start")
                return Task.CompletedTask;
            reached.SetResult();
            return goOn.Task;
        };
        using var impatient = new CancellationTokenSource();
        var first = fixture.Service.UseAsync(sandbox.Id, Owner, impatient.Token).AsTask();
        await reached.Task;
        var second = fixture.Service.UseAsync(sandbox.Id, Owner, Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        goOn.SetResult();
        (await second).Dispose();
    }

    [Fact]
    public async Task Call_in_a_paused_sandbox_is_refused_where_it_may_not_wake_it()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60 });
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        var failure = await Assert.ThrowsAsync<WarrenException>(async () => await fixture.Service.UseAsync(sandbox.Id, Owner, Token));
        Assert.Equal(ErrorCode.InvalidState, failure.Code);
        Assert.Contains("autoResume", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_expired_while_the_server_was_away_ends_when_it_is_back()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60 });
        fixture.Time = new ManualTime(_time.GetUtcNow().AddSeconds(61));
        await fixture.StartServiceAsync();
        await fixture.WaitAsync(sandbox.Id, SandboxState.Stopped);
    }

    [Fact]
    public async Task Idleness_counts_anew_after_a_restart_and_the_rest_of_a_pause_is_kept()
    {
        await using var fixture = await StartAsync(_time);
        var idle = await CreateAsync(fixture, new() { IdleTimeoutSeconds = 60 });
        var paused = await CreateAsync(fixture, new() { TimeoutSeconds = 60 });
        _time.Advance(TimeSpan.FromSeconds(45));
        await fixture.Service.PauseAsync(paused.Id, Owner, Token);
        await fixture.StartServiceAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SandboxState.Running, fixture.Service.Get(idle.Id, Owner).State);
        Assert.Equal(_time.GetUtcNow().AddSeconds(15), (await fixture.Service.ResumeAsync(paused.Id, Owner, Token)).ExpiresAt);
    }

    [Fact]
    public async Task End_that_fails_is_tried_again()
    {
        await using var fixture = await StartAsync(_time);
        var sandbox = await CreateAsync(fixture, new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Pause });
        fixture.Engine.FailNext("pause", new WarrenException(ErrorCode.EngineUnavailable, "The engine is away."));
        await PassAsync(fixture, sandbox.Id, SandboxState.Paused);
        Assert.Equal(2, fixture.Engine.Actions.Count(action => action.StartsWith("pause", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Everything_wrong_with_a_lifetime_is_said_at_once()
    {
        await using var fixture = await StartAsync(_time);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => CreateAsync(fixture, new() { TimeoutSeconds = 0.5, IdleTimeoutSeconds = double.NaN }));
        Assert.Equal(["lifetime.idleTimeoutSeconds", "lifetime.timeoutSeconds"], failure.Errors.Keys.Order());
        failure = await Assert.ThrowsAsync<WarrenException>(() => CreateAsync(fixture, new() { OnTimeout = TimeoutAction.Stop }));
        Assert.Equal(["lifetime.onTimeout"], failure.Errors.Keys);
    }

    [Fact]
    public async Task Pause_is_refused_as_an_end_where_the_driver_cannot_pause()
    {
        await using var engine = new FakeEngine();
        var validator = new SpecValidator(new() { DefaultDriver = "fake" }, new([new PlainDriver(new FakeDriver(engine))]));
        var failure = Assert.Throws<WarrenException>(() => validator.Complete(new() { Lifetime = new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Pause } }));
        Assert.Equal((ErrorCode.CapabilityMissing, "lifetime.onTimeout"), (failure.Code, Assert.Single(failure.Errors).Key));
    }

    private static Task<SandboxSnapshot> CreateAsync(ServiceFixture fixture, SandboxLifetime lifetime) => fixture.CreateAsync(new() { Lifetime = lifetime });

    // Lets time pass in small steps until a state has come.
    private async Task<SandboxSnapshot> PassAsync(ServiceFixture fixture, string id, SandboxState state)
    {
        await PassUntilAsync(() => fixture.Service.Get(id, Owner).State == state);
        return fixture.Service.Get(id, Owner);
    }

    private Task PassUntilAsync(Func<bool> isSo) => UntilAsync(() =>
    {
        if (!isSo())
            _time.Advance(TimeSpan.FromSeconds(1));
        return isSo();
    });

    private static async Task<SandboxState> SettleAsync(ServiceFixture fixture, string id, SandboxState expected)
    {
        if (expected != SandboxState.Running)
            await fixture.WaitAsync(id, expected);
        // The keeper looks at it once more, and leaves it alone.
        (await fixture.Service.Find(id, Owner).TakeTurnAsync(Token)).Dispose();
        return fixture.Service.Get(id, Owner).State;
    }

    private sealed class PlainDriver(FakeDriver driver) : ISandboxDriver
    {
        public string Name => driver.Name;

        public DriverCapabilities Capabilities => driver.Capabilities;

        public Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) => driver.CheckHostAsync(cancellationToken);

        public Task CreateAsync(DriverSandbox sandbox, CancellationToken cancellationToken) => driver.CreateAsync(sandbox, cancellationToken);

        public Task StartAsync(string id, CancellationToken cancellationToken) => driver.StartAsync(id, cancellationToken);

        public Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken) => driver.StopAsync(id, grace, cancellationToken);

        public Task DestroyAsync(string id, CancellationToken cancellationToken) => driver.DestroyAsync(id, cancellationToken);

        public Task<IReadOnlyList<SandboxObservation>> ListAsync(CancellationToken cancellationToken) => driver.ListAsync(cancellationToken);

        public Task<SandboxObservation?> ObserveAsync(string id, CancellationToken cancellationToken) => driver.ObserveAsync(id, cancellationToken);

        public IAsyncEnumerable<SandboxObservation> WatchAsync(CancellationToken cancellationToken) => driver.WatchAsync(cancellationToken);

        public ValueTask<Stream> OpenGuestAsync(string id, CancellationToken cancellationToken) => driver.OpenGuestAsync(id, cancellationToken);
    }
}
