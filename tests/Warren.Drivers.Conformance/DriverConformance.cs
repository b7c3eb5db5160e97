using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Conformance;

/// <summary>What every driver must do. A driver's test project derives from it and gives its harness.</summary>
public abstract class DriverConformance : IAsyncLifetime
{
    private ISandboxDriver _driver = null!;

    protected DriverHarness Harness { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Harness = CreateHarness();
        _driver = await Harness.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            Assert.Empty(Harness.Leftovers());
        }
        finally
        {
            await Harness.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }

    protected abstract DriverHarness CreateHarness();

    protected DriverSubject New() => new(Harness, _driver);

    protected Task<DriverSubject> StartAsync(SandboxSpec? spec = null) => New().StartAsync(spec);

    [Fact]
    public async Task Sandbox_goes_from_made_to_running_to_stopped_to_gone()
    {
        await using var sandbox = New();
        Assert.Null(await sandbox.ConditionAsync());
        await sandbox.CreateAsync();
        Assert.Equal(EngineCondition.Stopped, await sandbox.ConditionAsync());
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal(EngineCondition.Running, await sandbox.ConditionAsync());
        await _driver.StopAsync(sandbox.Id, TimeSpan.FromSeconds(5), Token);
        Assert.Equal(EngineCondition.Stopped, await sandbox.ConditionAsync());
        await _driver.DestroyAsync(sandbox.Id, Token);
        Assert.Null(await sandbox.ConditionAsync());
    }

    [Fact]
    public async Task Every_action_may_be_repeated()
    {
        await using var sandbox = await StartAsync();
        var boot = await sandbox.BootIdAsync();
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal(boot, await sandbox.BootIdAsync());
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _driver.DestroyAsync(sandbox.Id, Token);
        await _driver.DestroyAsync(sandbox.Id, Token);
    }

    [Fact]
    public async Task Started_again_it_is_another_guest_on_the_same_disk()
    {
        await using var sandbox = await StartAsync();
        var boot = await sandbox.BootIdAsync();
        if (Harness.RunsPrograms)
            await sandbox.RunAsync("echo kept > /workspace/file; echo too > /home/agent/file");
        await _driver.StopAsync(sandbox.Id, TimeSpan.FromSeconds(5), Token);
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.NotEqual(boot, await sandbox.BootIdAsync());
        if (Harness.RunsPrograms)
            Assert.Equal("kept\ntoo\n", (await sandbox.RunAsync("cat /workspace/file /home/agent/file")).Output);
    }

    [Fact]
    public async Task Guest_that_ends_is_reported_and_the_sandbox_can_still_be_destroyed()
    {
        await using var sandbox = await StartAsync();
        await using var watch = _driver.WatchAsync(Token).GetAsyncEnumerator(Token);
        await Harness.KillGuestAsync(_driver, sandbox.Id);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((sandbox.Id, EngineCondition.Ended), (watch.Current.Id, watch.Current.Condition));
        Assert.False(string.IsNullOrEmpty(watch.Current.Reason));
        Assert.Equal(EngineCondition.Ended, await sandbox.ConditionAsync());
    }

    [Fact]
    public async Task Sandbox_whose_guest_ended_can_be_started_again()
    {
        await using var sandbox = await StartAsync();
        await Harness.KillGuestAsync(_driver, sandbox.Id);
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal(EngineCondition.Running, await sandbox.ConditionAsync());
        Assert.NotEmpty(await sandbox.BootIdAsync());
    }

    [Fact]
    public async Task Another_driver_of_the_installation_finds_reaches_watches_and_destroys_it()
    {
        await using var running = await StartAsync();
        await using var stopped = New();
        await stopped.CreateAsync();
        var boot = await running.BootIdAsync();
        await Harness.CloseAsync(_driver);
        var other = await Harness.OpenAsync();
        (running.Driver, stopped.Driver) = (other, other);
        var found = (await other.ListAsync(Token)).ToDictionary(one => one.Id, one => one.Condition);
        Assert.Equal((EngineCondition.Running, EngineCondition.Stopped), (found[running.Id], found[stopped.Id]));
        Assert.Equal(boot, await running.BootIdAsync());
        await using var watch = other.WatchAsync(Token).GetAsyncEnumerator(Token);
        await Harness.KillGuestAsync(other, running.Id);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(running.Id, watch.Current.Id);
        await other.DestroyAsync(running.Id, Token);
        await other.DestroyAsync(stopped.Id, Token);
        Assert.Empty(await other.ListAsync(Token));
    }

    [Fact]
    public async Task Start_that_is_cancelled_leaves_the_sandbox_stopped()
    {
        await using var sandbox = New();
        await sandbox.CreateAsync();
        using var caller = new CancellationTokenSource();
        var starting = _driver.StartAsync(sandbox.Id, caller.Token);
        await caller.CancelAsync();
        try
        {
            await starting;
            Assert.Equal(EngineCondition.Running, await sandbox.ConditionAsync());
        }
        catch (OperationCanceledException)
        {
            Assert.Equal(EngineCondition.Stopped, await sandbox.ConditionAsync());
        }
    }

    [Fact]
    public async Task Paused_sandbox_does_nothing_until_it_is_resumed()
    {
        var driver = _driver as IPausableDriver;
        Assert.SkipWhen(driver is null, "The driver cannot pause.");
        await using var sandbox = await StartAsync();
        var boot = await sandbox.BootIdAsync();
        await driver.PauseAsync(sandbox.Id, Token);
        Assert.Equal(EngineCondition.Paused, await sandbox.ConditionAsync());
        await driver.PauseAsync(sandbox.Id, Token);
        await driver.ResumeAsync(sandbox.Id, Token);
        Assert.Equal(EngineCondition.Running, await sandbox.ConditionAsync());
        Assert.Equal(boot, await sandbox.BootIdAsync());
    }

    [Fact]
    public async Task Paused_sandbox_can_be_stopped_and_destroyed()
    {
        var driver = _driver as IPausableDriver;
        Assert.SkipWhen(driver is null, "The driver cannot pause.");
        await using var stopped = await StartAsync();
        await using var destroyed = await StartAsync();
        await driver.PauseAsync(stopped.Id, Token);
        await driver.PauseAsync(destroyed.Id, Token);
        await driver.StopAsync(stopped.Id, TimeSpan.Zero, Token);
        Assert.Equal(EngineCondition.Stopped, await stopped.ConditionAsync());
        await driver.DestroyAsync(destroyed.Id, Token);
        Assert.Null(await destroyed.ConditionAsync());
    }

    [Fact]
    public async Task Many_at_once_are_made_used_and_destroyed()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, Harness.AtOnce), new ParallelOptions { MaxDegreeOfParallelism = Harness.AtOnce, CancellationToken = Token }, async (_, _) =>
        {
            await using var sandbox = await StartAsync();
            if (Harness.RunsPrograms)
                Assert.Equal($"{sandbox.Id}\n", (await sandbox.RunAsync("hostname")).Output);
            else
                Assert.NotEmpty(await sandbox.BootIdAsync());
        });
    }

    [Fact]
    public async Task Memory_limit_kills_what_exceeds_it_and_the_kill_is_counted()
    {
        NeedsPrograms();
        NeedsTheHostsKernel();
        await using var sandbox = await StartAsync();
        var (_, exit) = await sandbox.RunAsync("exec python3 -c 'x = bytearray(512 << 20)'");
        Assert.Equal(9, exit.Signal);
        if (_driver is IStatisticsDriver driver)
            Assert.Equal(1, driver.CountOomKills(sandbox.Id));
        Assert.Equal("alive\n", (await sandbox.RunAsync("echo alive")).Output);
    }

    [Fact]
    public async Task Process_limit_stops_a_fork_bomb_and_the_sandbox_lives_on()
    {
        NeedsPrograms();
        NeedsTheHostsKernel();
        await using var sandbox = await StartAsync();
        var (output, _) = await sandbox.RunAsync("for i in $(seq 200); do sleep 100 & done; echo unreachable");
        Assert.Contains("Cannot fork", output, StringComparison.Ordinal);
        await sandbox.RunAsync("exec pkill -KILL sleep");
        Assert.Equal("alive\n", (await sandbox.RunAsync("exec echo alive")).Output);
    }

    [Fact]
    public async Task Full_disk_is_an_error_inside_and_frees_when_files_go()
    {
        NeedsPrograms();
        await using var sandbox = await StartAsync();
        var (output, _) = await sandbox.RunAsync("head -c 200M /dev/zero > /workspace/big; rm /workspace/big; head -c 10M /dev/zero > /workspace/small && echo fits");
        Assert.Contains(Harness.DiskFull, output, StringComparison.Ordinal);
        Assert.EndsWith("fits\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processor_limit_holds()
    {
        NeedsPrograms();
        NeedsTheHostsKernel();
        await using var sandbox = await StartAsync(DriverSubject.Spec with { Cpu = 0.2 });
        // Counted by the kernel, not timed: a second of real time at a fifth of a core.
        var (output, _) = await sandbox.RunAsync("""
            exec python3 -c 'import time
            end = time.monotonic() + 1
            while time.monotonic() < end: pass
            print(time.process_time() < 0.5)'
            """);
        Assert.Equal("True\n", output);
    }

    [Fact]
    public async Task Statistics_show_what_is_used()
    {
        NeedsPrograms();
        var driver = _driver as IStatisticsDriver;
        Assert.SkipWhen(driver is null, "The driver does not measure.");
        await using var sandbox = await StartAsync();
        var before = await driver.ReadStatisticsAsync(sandbox.Id, Token);
        await sandbox.RunAsync("head -c 20M /dev/urandom > /workspace/data; sleep 100 &");
        var after = await driver.ReadStatisticsAsync(sandbox.Id, Token);
        if (!Harness.HasOwnKernel)
            Assert.True(after.DiskBytes - before.DiskBytes >= 20 << 20);
        Assert.True(after.CpuSeconds > before.CpuSeconds);
        Assert.True(after.Pids > before.Pids);
        Assert.InRange(after.MemoryBytes, 1, 128 << 20);
    }

    [Fact]
    public async Task Network_none_has_loopback_and_nothing_else()
    {
        NeedsPrograms();
        await using var sandbox = await StartAsync();
        var (output, _) = await sandbox.RunAsync("""
            exec python3 -c 'import socket
            print(sorted(name for _, name in socket.if_nameindex()))
            server = socket.create_server(("127.0.0.1", 0))
            socket.create_connection(server.getsockname()).close()
            print("loopback works")
            print(open("/proc/net/route").read().count("\n"))'
            """);
        Assert.Equal("['lo']\nloopback works\n1\n", output);
    }

    [Fact]
    public async Task User_code_has_no_rights_to_gain()
    {
        NeedsPrograms();
        await using var sandbox = await StartAsync();
        foreach (var user in (string[])["agent", "root"])
        {
            var (output, _) = await sandbox.RunAsync("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status | tr -d '\\t '", user);
            var status = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')).ToDictionary(line => line[0], line => line[1]);
            Assert.All(status.Where(one => one.Key.StartsWith("Cap", StringComparison.Ordinal)), one => Assert.Equal("0000000000000000", one.Value));
            Assert.Superset(new HashSet<string> { "CapInh", "CapPrm", "CapEff", "CapBnd" }, status.Keys.ToHashSet());
            Assert.Equal("2", status["Seccomp"]);
            if (!Harness.HasOwnKernel)
                Assert.Equal(("1", "0000000000000000"), (status["NoNewPrivs"], status["CapAmb"]));
        }
    }

    [Fact]
    public async Task Two_sandboxes_see_nothing_of_each_other()
    {
        NeedsPrograms();
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await one.RunAsync("echo secret > /tmp/file; chmod 666 /tmp/file; sleep 1000 & python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.bind(\"\\0name\"); s.listen(); import time; time.sleep(1000)' &");
        var (output, _) = await other.RunAsync("cat /tmp/file 2>&1; pgrep -c sleep; grep -c name /proc/net/unix; echo /dev/shm/*");
        Assert.Equal("cat: /tmp/file: No such file or directory\n0\n0\n/dev/shm/*\n", output);
    }

    private void NeedsTheHostsKernel() => Assert.SkipWhen(Harness.HasOwnKernel, "The limit is met by the sandbox's kernel as a whole, not by a program in it.");

    private void NeedsPrograms() => Assert.SkipUnless(Harness.RunsPrograms, "The driver under test only pretends to run programs.");
}
