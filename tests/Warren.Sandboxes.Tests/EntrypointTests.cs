using System.Collections.Concurrent;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class EntrypointTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTime _time = new();

    // Every run of the program, ended by whoever completes it with an exit code.
    private readonly ConcurrentQueue<TaskCompletionSource<int>> _runs = new();

    private async Task<ServiceFixture> OpenAsync()
    {
        var fixture = await ServiceFixture.StartAsync(_time);
        fixture.Engine.Run = _ =>
        {
            var run = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _runs.Enqueue(run);
            return new() { Script = (_, token) => run.Task.WaitAsync(token) };
        };
        return fixture;
    }

    private static SandboxSpec Spec(RestartPolicy restart, int? maxRetries = null) =>
        new() { Entrypoint = new() { Command = new(["serve"]), Restart = restart, MaxRetries = maxRetries } };

    private static async Task<EntrypointStatus> WaitAsync(ServiceFixture fixture, string id, Func<EntrypointStatus, bool> condition)
    {
        EntrypointStatus? status = null;
        await UntilAsync(() => (status = fixture.Service.Get(id, Owner).Entrypoint) is { } now && condition(now));
        return status!;
    }

    private static Task<EntrypointStatus> RunningAsync(ServiceFixture fixture, string id, int restarts = 0) =>
        WaitAsync(fixture, id, status => status.Running && status.Restarts == restarts);

    private async Task<EntrypointStatus> EndAsync(ServiceFixture fixture, string id, int exitCode)
    {
        _runs.Last().SetResult(exitCode);
        return await WaitAsync(fixture, id, status => !status.Running);
    }

    // Lets the pause before the next start pass. Whoever had just looked at the clock when it moved waits once more.
    private async Task<EntrypointStatus> PauseAsync(ServiceFixture fixture, string id, TimeSpan pause, int restarts)
    {
        var running = RunningAsync(fixture, id, restarts);
        do
            _time.Advance(pause);
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token)) != running);
        return await running;
    }

    [Fact]
    public async Task Entrypoint_runs_with_its_sandbox_and_is_an_exec_of_it()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Never));
        var status = await RunningAsync(fixture, sandbox.Id);
        var exec = fixture.Service.Execs.Get(sandbox.Id, status.ExecId!, Owner);
        Assert.Equal((true, "serve"), (exec.Running, Assert.Single(exec.Command.Arguments)));
        Assert.Equal((0, _time.GetUtcNow()), (status.Restarts, status.StartedAt!.Value));
    }

    [Theory]
    [InlineData(RestartPolicy.Never, 0, false)]
    [InlineData(RestartPolicy.Never, 1, false)]
    [InlineData(RestartPolicy.OnFailure, 0, false)]
    [InlineData(RestartPolicy.OnFailure, 1, true)]
    [InlineData(RestartPolicy.Always, 0, true)]
    [InlineData(RestartPolicy.Always, 1, true)]
    public async Task Policy_says_whether_an_end_is_the_end(RestartPolicy restart, int exitCode, bool again)
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(restart));
        await RunningAsync(fixture, sandbox.Id);
        var ended = await EndAsync(fixture, sandbox.Id, exitCode);
        Assert.Equal((exitCode, again ? _time.GetUtcNow() + Second : null), (ended.ExitCode, ended.NextStartAt));
        if (!again)
            return;
        await PauseAsync(fixture, sandbox.Id, Second, restarts: 1);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Pauses_double_up_to_half_a_minute_and_begin_anew_after_a_minute_of_running()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        List<double> pauses = [];
        for (var restart = 0; restart < 8; restart++)
        {
            await RunningAsync(fixture, sandbox.Id, restart);
            if (restart == 7)
                _time.Advance(TimeSpan.FromSeconds(60));
            var pause = (await EndAsync(fixture, sandbox.Id, 1)).NextStartAt!.Value - _time.GetUtcNow();
            pauses.Add(pause.TotalSeconds);
            if (restart < 7)
                await PauseAsync(fixture, sandbox.Id, pause, restart + 1);
        }
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 1], pauses);
    }

    [Fact]
    public async Task Most_retries_are_kept()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.OnFailure, maxRetries: 2));
        for (var restart = 0; restart < 2; restart++)
        {
            await RunningAsync(fixture, sandbox.Id, restart);
            var ended = await EndAsync(fixture, sandbox.Id, 3);
            await PauseAsync(fixture, sandbox.Id, ended.NextStartAt!.Value - _time.GetUtcNow(), restart + 1);
        }
        var last = await EndAsync(fixture, sandbox.Id, 3);
        Assert.Equal((3, null, "It was started again 2 times in a row, the most that maxRetries allows."), (last.ExitCode, last.NextStartAt, last.Reason));
    }

    [Fact]
    public async Task It_ends_with_its_sandbox_and_runs_anew_with_it()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        var first = await RunningAsync(fixture, sandbox.Id);
        var stopped = await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        Assert.Equal((false, null, "Its sandbox was stopped."), (stopped.Entrypoint!.Running, stopped.Entrypoint.NextStartAt, stopped.Entrypoint.Reason));
        _time.Advance(TimeSpan.FromMinutes(1));
        await fixture.Service.StartAsync(sandbox.Id, Owner, Token);
        var second = await RunningAsync(fixture, sandbox.Id);
        Assert.NotEqual(first.ExecId, second.ExecId);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Sandbox_that_is_deleted_while_it_waits_starts_nothing_more()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        await RunningAsync(fixture, sandbox.Id);
        await EndAsync(fixture, sandbox.Id, 1);
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(_runs);
    }

    [Fact]
    public async Task Nothing_is_started_while_the_sandbox_is_paused()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        await RunningAsync(fixture, sandbox.Id);
        await EndAsync(fixture, sandbox.Id, 1);
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(_runs);
        await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token);
        await RunningAsync(fixture, sandbox.Id, restarts: 1);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Next_server_goes_on_with_what_runs()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        var before = await RunningAsync(fixture, sandbox.Id);
        await fixture.StartServiceAsync();
        Assert.Equal(before, fixture.Service.Get(sandbox.Id, Owner).Entrypoint);
        var ended = await EndAsync(fixture, sandbox.Id, 7);
        Assert.Equal((7, before.ExecId), (ended.ExitCode, ended.ExecId));
        Assert.Single(_runs);
    }

    [Fact]
    public async Task Next_server_sees_what_ended_meanwhile_and_starts_it_again()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.OnFailure));
        await RunningAsync(fixture, sandbox.Id);
        await fixture.EndServiceAsync();
        _runs.Last().SetResult(9);
        await fixture.StartServiceAsync();
        await WaitAsync(fixture, sandbox.Id, status => status is { Running: false, ExitCode: 9 });
        await PauseAsync(fixture, sandbox.Id, Second, restarts: 1);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Server_that_dies_between_starting_it_and_writing_that_down_starts_it_once()
    {
        await using var fixture = await OpenAsync();
        var sandbox = await fixture.CreateAsync(Spec(RestartPolicy.Always));
        await RunningAsync(fixture, sandbox.Id);
        await EndAsync(fixture, sandbox.Id, 1);
        // The program is started, and the store fails whenever that is written down.
        fixture.Store.Fails = (write, _) => write == "save";
        while (_runs.Count == 1)
        {
            _time.Advance(Second);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
        await fixture.EndServiceAsync();
        await fixture.StartServiceAsync();
        await PauseAsync(fixture, sandbox.Id, Second, restarts: 1);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task Everything_wrong_with_it_is_said_at_once()
    {
        await using var fixture = await OpenAsync();
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.CreateAsync(new()
        {
            Entrypoint = new() { Command = new(["x\0"]), Workdir = "relative", User = "", Env = new Dictionary<string, string> { ["a=b"] = "" }, MaxRetries = 3 },
        }));
        Assert.Equal(
            ["entrypoint.command", "entrypoint.env.a=b", "entrypoint.maxRetries", "entrypoint.user", "entrypoint.workdir"],
            refused.Errors.Keys.Order(StringComparer.Ordinal));
    }
}
