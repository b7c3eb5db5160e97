using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Conformance;

/// <summary>What every driver must do that changes the limits of sandboxes that exist.</summary>
public abstract class ResizeConformance : IAsyncLifetime
{
    private const long MiB = 1 << 20;
    private IResizableDriver _driver = null!;

    protected DriverHarness Harness { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SandboxSpec Spec => DriverSubject.Spec;

    public async ValueTask InitializeAsync()
    {
        Harness = CreateHarness();
        var driver = await Harness.OpenAsync();
        Assert.SkipUnless(driver is IResizableDriver, "The driver cannot change limits.");
        _driver = (IResizableDriver)driver;
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

    private Task<DriverSubject> StartAsync(SandboxSpec? spec = null) => new DriverSubject(Harness, _driver).StartAsync(spec);

    private async Task RestartAsync(DriverSubject sandbox)
    {
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _driver.StartAsync(sandbox.Id, Token);
    }

    [Fact]
    public async Task Program_that_was_killed_for_memory_lives_once_the_limit_is_raised_and_is_killed_again_once_it_is_lowered()
    {
        const string hog = "exec python3 -c 'x = bytearray(200 << 20); print(len(x) >> 20)'";
        await using var sandbox = await StartAsync();
        Assert.Equal(9, (await sandbox.RunAsync(hog)).Exit.Signal);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Memory = 320 * MiB }, Token);
        Assert.Equal("200\n", (await sandbox.RunAsync(hog)).Output);
        await RestartAsync(sandbox);
        Assert.Equal("200\n", (await sandbox.RunAsync(hog)).Output);
        await _driver.ResizeAsync(sandbox.Id, Spec, Token);
        Assert.Equal(9, (await sandbox.RunAsync(hog)).Exit.Signal);
    }

    [Fact]
    public async Task Memory_that_is_in_use_is_not_taken_away_and_nothing_is_killed()
    {
        await using var sandbox = await StartAsync(Spec with { Memory = 256 * MiB });
        await sandbox.RunAsync("""
            python3 -c 'import time
            x = bytearray(b"1") * (150 << 20)
            open("/tmp/ready", "w").close()
            time.sleep(1000)' > /dev/null 2>&1 &
            while [ ! -e /tmp/ready ]; do sleep 0.05; done
            """);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.ResizeAsync(sandbox.Id, Spec with { Memory = 64 * MiB, Cpu = 0.5 }, Token));
        Assert.Equal((ErrorCode.InvalidState, "memory"), (refused.Code, Assert.Single(refused.Errors).Key));
        Assert.Equal("1\n", (await sandbox.RunAsync("exec pgrep -c python3")).Output);
        Assert.Equal("200\n", (await sandbox.RunAsync("pkill python3; exec python3 -c 'x = bytearray(200 << 20); print(len(x) >> 20)'")).Output);
    }

    [Fact]
    public async Task Page_cache_is_no_use_that_hinders_a_lower_limit()
    {
        await using var sandbox = await StartAsync(Spec with { Memory = 256 * MiB, Disk = 256 * MiB });
        await sandbox.RunAsync("head -c 180M /dev/zero > /workspace/file; cat /workspace/file > /dev/null");
        await _driver.ResizeAsync(sandbox.Id, Spec with { Memory = 64 * MiB, Disk = 256 * MiB }, Token);
        Assert.Equal("alive\n", (await sandbox.RunAsync("echo alive")).Output);
    }

    [Fact]
    public async Task Processor_time_follows_the_limit()
    {
        const string burn = """
            exec python3 -c 'import time
            end = time.monotonic() + 1
            while time.monotonic() < end: pass
            print(time.process_time())'
            """;
        await using var sandbox = await StartAsync(Spec with { Cpu = 0.1 });
        Assert.InRange(double.Parse((await sandbox.RunAsync(burn)).Output, System.Globalization.CultureInfo.InvariantCulture), 0, 0.3);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Cpu = 1 }, Token);
        // Not how much it gets, on a machine with other work, but that the limit of before no longer holds.
        var most = 0.0;
        for (var tries = 0; tries < 10 && most <= 0.3; tries++)
        {
            var before = Statistics(sandbox);
            await sandbox.RunAsync(burn);
            most = Math.Max(most, Statistics(sandbox) - before);
        }
        Assert.True(most > 0.3);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Cpu = 0.1 }, Token);
        Assert.InRange(double.Parse((await sandbox.RunAsync(burn)).Output, System.Globalization.CultureInfo.InvariantCulture), 0, 0.3);
    }

    [Fact]
    public async Task Process_limit_is_changed_and_not_below_what_is_there()
    {
        const string forks = "for i in $(seq 100); do sleep 100 & done 2>/dev/null; echo done";
        // The dead count until they are reaped.
        const string end = "pkill -KILL sleep; while pgrep sleep; do :; done";
        await using var sandbox = await StartAsync();
        Assert.DoesNotContain("done", (await sandbox.RunAsync(forks)).Output, StringComparison.Ordinal);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Pids = 256 }, Token);
        await sandbox.RunAsync(end);
        Assert.Contains("done", (await sandbox.RunAsync(forks)).Output, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.ResizeAsync(sandbox.Id, Spec, Token));
        Assert.Equal((ErrorCode.InvalidState, "pids"), (refused.Code, Assert.Single(refused.Errors).Key));
        await sandbox.RunAsync(end);
        await _driver.ResizeAsync(sandbox.Id, Spec, Token);
    }

    [Fact]
    public async Task Disk_of_a_stopped_sandbox_grows_and_keeps_what_is_on_it()
    {
        await using var sandbox = await StartAsync();
        await sandbox.RunAsync("echo kept > /workspace/file");
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Disk = 256 * MiB }, Token);
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal("kept\nfits\n", (await sandbox.RunAsync("cat /workspace/file; head -c 200M /dev/zero > /workspace/big && echo fits")).Output);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.ResizeAsync(sandbox.Id, Spec, Token));
        Assert.Equal((ErrorCode.CapabilityMissing, "disk"), (refused.Code, Assert.Single(refused.Errors).Key));
    }

    [Fact]
    public async Task Disk_of_a_running_sandbox_grows_or_is_refused_and_then_nothing_is_changed()
    {
        await using var sandbox = await StartAsync();
        var wanted = Spec with { Disk = 256 * MiB, Memory = 320 * MiB };
        if (_driver.LiveLimits.Contains("disk"))
        {
            await _driver.ResizeAsync(sandbox.Id, wanted, Token);
            Assert.Equal("fits\n", (await sandbox.RunAsync("head -c 200M /dev/zero > /workspace/big && echo fits")).Output);
            return;
        }
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.ResizeAsync(sandbox.Id, wanted, Token));
        Assert.Equal((ErrorCode.CapabilityMissing, "disk"), (refused.Code, Assert.Single(refused.Errors).Key));
        Assert.Equal(9, (await sandbox.RunAsync("exec python3 -c 'x = bytearray(200 << 20)'")).Exit.Signal);
        await RestartAsync(sandbox);
        Assert.Equal("full\n", (await sandbox.RunAsync("head -c 100M /dev/zero > /workspace/big 2>/dev/null || echo full")).Output);
    }

    [Fact]
    public async Task Limits_of_a_paused_and_of_a_stopped_sandbox_hold_once_it_runs()
    {
        Assert.SkipUnless(_driver is IPausableDriver, "The driver cannot pause.");
        const string hog = "exec python3 -c 'x = bytearray(200 << 20); print(len(x) >> 20)'";
        await using var sandbox = await StartAsync();
        await ((IPausableDriver)_driver).PauseAsync(sandbox.Id, Token);
        await _driver.ResizeAsync(sandbox.Id, Spec with { Memory = 320 * MiB }, Token);
        Assert.Equal(EngineCondition.Paused, await sandbox.ConditionAsync());
        await ((IPausableDriver)_driver).ResumeAsync(sandbox.Id, Token);
        Assert.Equal("200\n", (await sandbox.RunAsync(hog)).Output);
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _driver.ResizeAsync(sandbox.Id, Spec, Token);
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal(9, (await sandbox.RunAsync(hog)).Exit.Signal);
    }

    private double Statistics(DriverSubject sandbox) => ((IStatisticsDriver)_driver).ReadCpuSeconds(sandbox.Id)!.Value;
}
