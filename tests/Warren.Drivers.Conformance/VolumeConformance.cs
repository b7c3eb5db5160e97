using Warren.Api;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Conformance;

/// <summary>What every driver must do that keeps volumes.</summary>
public abstract class VolumeConformance : IAsyncLifetime
{
    private const long Size = 32 << 20;
    private IVolumeDriver _driver = null!;

    protected DriverHarness Harness { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Harness = CreateHarness();
        var driver = await Harness.OpenAsync();
        Assert.SkipUnless(driver is IVolumeDriver, "The driver keeps no volumes.");
        _driver = (IVolumeDriver)driver;
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

    private DriverSubject On(string volume) => new(Harness, _driver) { Volume = volume };

    private async Task<string> MakeAsync()
    {
        var id = SandboxId.New();
        await _driver.CreateVolumeAsync(id, Size, Token);
        await _driver.CreateVolumeAsync(id, Size, Token);
        return id;
    }

    [Fact]
    public async Task Volume_is_there_until_it_is_deleted()
    {
        var (one, two) = (await MakeAsync(), await MakeAsync());
        Assert.Equal(new[] { one, two }.Order(), (await _driver.ListVolumesAsync(Token)).Order());
        await _driver.DeleteVolumeAsync(one, Token);
        await _driver.DeleteVolumeAsync(one, Token);
        Assert.Equal([two], await ((IVolumeDriver)await Harness.OpenAsync()).ListVolumesAsync(Token));
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => _driver.CopyVolumeAsync(one, SandboxId.New(), Token))).Code);
    }

    [Fact]
    public async Task Second_sandbox_on_a_volume_is_refused_and_starts_once_the_first_is_stopped()
    {
        var volume = await MakeAsync();
        await using var first = await On(volume).StartAsync();
        await using var second = On(volume);
        await second.CreateAsync();
        Assert.Equal(ErrorCode.InvalidState, (await Assert.ThrowsAsync<WarrenException>(() => _driver.StartAsync(second.Id, Token))).Code);
        Assert.Equal(ErrorCode.InvalidState, (await Assert.ThrowsAsync<WarrenException>(() => _driver.DeleteVolumeAsync(volume, Token))).Code);
        await _driver.StopAsync(first.Id, TimeSpan.Zero, Token);
        await _driver.StartAsync(second.Id, Token);
        Assert.Equal(EngineCondition.Running, await second.ConditionAsync());
    }

    [Fact]
    public async Task Files_outlive_the_sandbox_that_wrote_them_and_belong_to_the_same_user_for_the_next()
    {
        Assert.SkipUnless(Harness.RunsPrograms, "Nothing really runs.");
        var volume = await MakeAsync();
        await using (var writer = await On(volume).StartAsync())
        {
            Assert.Equal("0\n", (await writer.RunAsync("python3 -c 'import os; print(len(os.listdir(\"/workspace\")))'")).Output);
            Assert.Equal(0, (await writer.RunAsync("mkdir /workspace/d && echo kept > /workspace/d/f && chmod 640 /workspace/d/f")).Exit.ExitCode);
        }
        await using var reader = await On(volume).StartAsync();
        // By Python: gVisor knows no flag that stat(1) and ls(1) ask with.
        Assert.Equal("kept\n1000 0o640\n", (await reader.RunAsync(
            "cat /workspace/d/f; python3 -c 'import os; f = os.stat(\"/workspace/d/f\"); print(f.st_uid, oct(f.st_mode & 0o777))'")).Output);
        Assert.Equal(0, (await reader.RunAsync("rm -r /workspace/d")).Exit.ExitCode);
    }

    [Fact]
    public async Task Full_volume_is_no_space_left_and_takes_nothing_from_the_sandbox_s_own_disk()
    {
        Assert.SkipUnless(Harness.RunsPrograms, "Nothing really runs.");
        await using var sandbox = await On(await MakeAsync()).StartAsync();
        var (output, exit) = await sandbox.RunAsync("LC_ALL=C dd if=/dev/zero of=/workspace/big bs=1M count=40 2>&1 | cat");
        Assert.Contains("No space left on device", output, StringComparison.Ordinal);
        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(0, (await sandbox.RunAsync("dd if=/dev/zero of=/tmp/other bs=1M count=4 2>/dev/null && rm /workspace/big && echo ok > /workspace/again")).Exit.ExitCode);
    }

    [Fact]
    public async Task Copy_has_what_a_running_sandbox_has_written_and_goes_its_own_way()
    {
        Assert.SkipUnless(Harness.RunsPrograms, "Nothing really runs.");
        var (volume, copy) = (await MakeAsync(), SandboxId.New());
        await using var source = await On(volume).StartAsync();
        Assert.Equal(0, (await source.RunAsync("echo one > /workspace/f; head -c 3000000 /dev/urandom > /workspace/big; cksum < /workspace/big > /workspace/sum")).Exit.ExitCode);
        await ((IPausableDriver)_driver).PauseAsync(source.Id, Token);
        await _driver.CopyVolumeAsync(volume, copy, Token);
        await ((IPausableDriver)_driver).ResumeAsync(source.Id, Token);
        await _driver.CopyVolumeAsync(volume, copy, Token);
        Assert.Equal(0, (await source.RunAsync("echo two > /workspace/f")).Exit.ExitCode);
        await using var other = await On(copy).StartAsync();
        Assert.Equal("one\n", (await other.RunAsync("cat /workspace/f")).Output);
        Assert.Equal(0, (await other.RunAsync("cksum < /workspace/big | cmp - /workspace/sum && echo three > /workspace/f")).Exit.ExitCode);
        Assert.Equal("two\n", (await source.RunAsync("cat /workspace/f")).Output);
    }

    [Fact]
    public async Task Volume_goes_with_its_sandbox_from_start_to_start_and_outlives_a_killed_guest()
    {
        Assert.SkipUnless(Harness.RunsPrograms, "Nothing really runs.");
        var volume = await MakeAsync();
        await using var sandbox = await On(volume).StartAsync();
        await sandbox.RunAsync("echo kept > /workspace/f; sync");
        await Harness.KillGuestAsync(_driver, sandbox.Id);
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await using var next = await On(volume).StartAsync();
        Assert.Equal("kept\n", (await next.RunAsync("cat /workspace/f")).Output);
    }
}
