using Warren.Drivers.Conformance;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci.Tests;

/// <summary>What a killed server can leave on the host is found by the next one and removed.</summary>
public sealed class OciRecoveryTests : IAsyncLifetime
{
    private readonly OciHarness _harness = new("runc");
    private ISandboxDriver _driver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RunFolder(string id) => Path.Combine(_harness.Options.RunFolder, _harness.Options.InstallationId, "sandboxes", id);

    public async ValueTask InitializeAsync() => _driver = await _harness.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            Assert.Empty(_harness.Leftovers());
        }
        finally
        {
            await _harness.DisposeAsync();
        }
    }

    [Fact]
    public async Task Disk_without_the_mark_that_it_was_made_is_partial_and_can_be_destroyed()
    {
        await using var sandbox = new DriverSubject(_harness, _driver);
        await sandbox.CreateAsync();
        File.Delete(Path.Combine(_harness.Options.StateFolder, "sandboxes", sandbox.Id, "sandbox.json"));
        var found = Assert.Single(await _driver.ListAsync(Token));
        Assert.Equal(EngineCondition.Partial, found.Condition);
    }

    [Fact]
    public async Task Guest_that_a_killed_server_was_copying_is_removed_and_the_whole_one_is_copied_once()
    {
        var guests = Path.Combine(_harness.Options.StateFolder, "guest");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(guests, "mf3dqw1z.x0a")).FullName, "guest"), "half");
        await using var sandbox = new DriverSubject(_harness, _driver);
        await sandbox.StartAsync();
        var made = Assert.Single(new DirectoryInfo(guests).EnumerateDirectories());
        var next = await _harness.OpenAsync();
        await using var another = new DriverSubject(_harness, next);
        await another.StartAsync();
        var kept = Assert.Single(new DirectoryInfo(guests).EnumerateDirectories());
        Assert.Equal((made.Name, made.LastWriteTimeUtc), (kept.Name, kept.LastWriteTimeUtc));
    }

    [Fact]
    public async Task Disk_that_has_grown_is_never_cut_off_whatever_was_still_to_be_written_down()
    {
        await using var sandbox = new DriverSubject(_harness, _driver);
        await sandbox.CreateAsync();
        var disk = Path.Combine(_harness.Options.StateFolder, "sandboxes", sandbox.Id, "disk.ext4");
        var size = new FileInfo(disk).Length;
        // The server died between the growth of the file system and writing that down.
        foreach (var command in (string[][])[["truncate", "--size=+64M", disk], ["e2fsck", "-fp", disk], ["resize2fs", disk]])
            using (var program = System.Diagnostics.Process.Start(command[0], command[1..]))
                await program.WaitForExitAsync(Token);
        var refusal = await Assert.ThrowsAsync<Warren.Api.WarrenException>(() => ((IResizableDriver)_driver).ResizeAsync(
            sandbox.Id, DriverSubject.Spec with { Disk = size + (32 << 20) }, Token));
        Assert.Equal("disk", Assert.Single(refusal.Errors).Key);
        Assert.Equal(size + (64 << 20), new FileInfo(disk).Length);
    }

    [Fact]
    public async Task Run_folder_is_in_memory_once_and_what_is_in_use_is_never_covered()
    {
        var folder = Directory.CreateDirectory($"/run/{_harness.Options.InstallationId}").FullName;
        var used = Directory.CreateDirectory($"{folder}-used").FullName;
        var options = _harness.Options with { FirstHostId = 1_600_000_000 }; // Leases in folders of its own say nothing to other tests.
        try
        {
            await using (var driver = new OciDriver(options with { RunFolder = folder }, TimeProvider.System))
            {
                var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new DriverSubject(_harness, driver).StartAsync()));
                var (format, mounts) = (new DriveInfo(folder).DriveFormat, File.ReadLines("/proc/self/mountinfo").Count(line => line.Contains($" {folder} ", StringComparison.Ordinal)));
                foreach (var sandbox in started)
                    await sandbox.DisposeAsync();
                Assert.Equal("tmpfs", format);
                Assert.InRange(mounts, 0, 1);
            }

            await File.WriteAllTextAsync(Path.Combine(used, "lease"), "", Token);
            var before = new DriveInfo(used).DriveFormat;
            await using (var driver = new OciDriver(options with { RunFolder = used }, TimeProvider.System))
            await using (await new DriverSubject(_harness, driver).StartAsync())
                Assert.Equal(before, new DriveInfo(used).DriveFormat);
            Assert.True(File.Exists(Path.Combine(used, "lease")));
        }
        finally
        {
            using (var unmount = System.Diagnostics.Process.Start("umount", ["-q", folder]))
                await unmount.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
            Directory.Delete(used, recursive: true);
        }
    }

    [Fact]
    public async Task Start_that_was_cut_off_after_the_guest_ran_is_cleared_and_starts_anew()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var boot = await sandbox.BootIdAsync();
        // The server died between the runtime's success and writing down what it started.
        File.Delete(Path.Combine(RunFolder(sandbox.Id), "host", "started.json"));
        Assert.Equal(EngineCondition.Stopped, await sandbox.ConditionAsync());
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.NotEqual(boot, await sandbox.BootIdAsync());
        Assert.Single(Directory.EnumerateFiles("/run/warren/ids"), lease =>
            new FileInfo(lease).LinkTarget == $"{_harness.Options.InstallationId}/{sandbox.Id}");
    }

    [Fact]
    public async Task Mounts_of_a_start_that_was_cut_off_are_taken_away_and_the_image_is_whole()
    {
        await using var sandbox = new DriverSubject(_harness, _driver);
        await sandbox.CreateAsync();
        var image = await _harness.ImageAsync(Token);
        var left = Directory.CreateDirectory(Path.Combine(RunFolder(sandbox.Id), "l0")).FullName;
        using (var mount = System.Diagnostics.Process.Start("mount", ["--bind", image.LayerPaths[0], left]))
            await mount.WaitForExitAsync(Token);
        Assert.True(File.Exists(Path.Combine(left, "usr/bin/env")));
        await _driver.DestroyAsync(sandbox.Id, Token);
        Assert.True(File.Exists(Path.Combine(image.LayerPaths[0], "usr/bin/env")));
    }

    [Fact]
    public async Task Runtime_that_outlived_its_server_is_ended_before_anything_is_listed()
    {
        // Stands for a runtime that is still at work: what finds it is the installation in its environment.
        var start = new System.Diagnostics.ProcessStartInfo("sleep", ["1000"]);
        start.Environment["WARREN_INSTALLATION"] = _harness.Options.InstallationId;
        using var runtime = System.Diagnostics.Process.Start(start)!;
        await _harness.OpenAsync();
        await runtime.WaitForExitAsync(Token);
        Assert.Equal(137, runtime.ExitCode);
    }

    [Fact]
    public async Task Sandboxes_start_while_the_driver_lists_them()
    {
        using var started = new CancellationTokenSource();
        var listing = Task.Run(async () =>
        {
            while (!started.IsCancellationRequested)
                await _driver.ListAsync(Token);
        }, Token);
        for (var i = 0; i < 3; i++)
            await using (await new DriverSubject(_harness, _driver).StartAsync()) { }
        await started.CancelAsync();
        await listing;
    }

    [Fact]
    public async Task Process_that_has_the_number_of_an_ended_guest_is_left_alone()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        await _harness.KillGuestAsync(_driver, sandbox.Id);
        using var bystander = System.Diagnostics.Process.Start("sleep", ["1000"]);
        var started = Path.Combine(RunFolder(sandbox.Id), "host", "started.json");
        // As if the number had come round to another process.
        var text = await File.ReadAllTextAsync(started, Token);
        await File.WriteAllTextAsync(started + ".new", text.Replace($"\"Pid\":{_harness.GuestOf(sandbox.Id)}", $"\"Pid\":{bystander.Id}", StringComparison.Ordinal), Token);
        File.Move(started + ".new", started, overwrite: true); // Whole, as the driver writes it: the end of the guest has it read again.
        Assert.Equal(bystander.Id, _harness.GuestOf(sandbox.Id));
        Assert.Equal(EngineCondition.Ended, await sandbox.ConditionAsync());
        await _driver.DestroyAsync(sandbox.Id, Token);
        Assert.False(bystander.HasExited);
        bystander.Kill();
        await bystander.WaitForExitAsync(Token);
    }

    [Fact]
    public async Task Sandboxes_of_another_installation_are_not_seen_and_share_no_id_range()
    {
        await using var other = new OciHarness("runc");
        var otherDriver = await other.OpenAsync();
        await using var ours = await new DriverSubject(_harness, _driver).StartAsync();
        await using var theirs = await new DriverSubject(other, otherDriver).StartAsync();
        Assert.Equal(ours.Id, Assert.Single(await _driver.ListAsync(Token)).Id);
        Assert.Equal(theirs.Id, Assert.Single(await otherDriver.ListAsync(Token)).Id);
        Assert.NotEqual(IdRange(_harness.GuestOf(ours.Id)), IdRange(other.GuestOf(theirs.Id)));
    }

    [Fact]
    public async Task Id_ranges_of_an_installation_that_is_no_more_are_given_back_and_those_of_others_are_not()
    {
        await using var ours = await new DriverSubject(_harness, _driver).StartAsync();
        // Beyond the ranges that are given out, so that no start meets it.
        var orphan = $"/run/warren/ids/{_harness.Options.IdRanges + Environment.ProcessId}";
        File.CreateSymbolicLink(orphan, $"gone{_harness.Options.InstallationId[4..]}/{ours.Id}");
        await _driver.ListAsync(Token);
        Assert.Null(new FileInfo(orphan).LinkTarget);
        Assert.Contains(Directory.EnumerateFiles("/run/warren/ids"), lease => new FileInfo(lease).LinkTarget == $"{_harness.Options.InstallationId}/{ours.Id}");
    }

    [Fact]
    public async Task Start_waits_while_another_installation_looks_for_orphaned_id_ranges()
    {
        await using var sandbox = new DriverSubject(_harness, _driver);
        await sandbox.CreateAsync();
        var holding = new System.Diagnostics.ProcessStartInfo("flock", [Directory.CreateDirectory("/run/warren/ids").FullName, "sh", "-c", "echo held; read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var holder = System.Diagnostics.Process.Start(holding)!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(Token));
        var start = Task.Run(() => _driver.StartAsync(sandbox.Id, Token), Token);
        // proc(5): who waits for a lock has an arrow.
        while (!start.IsCompleted && !File.ReadLines("/proc/locks").Any(line => line.Contains("-> FLOCK", StringComparison.Ordinal)))
            await Task.Yield();
        holder.StandardInput.Close();
        await start;
        await holder.WaitForExitAsync(Token);
    }

    [Fact]
    public async Task Mount_table_inside_names_neither_the_run_folder_nor_the_state_folder()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var (output, _) = await sandbox.RunAsync("cat /proc/self/mounts /proc/self/mountinfo");
        Assert.DoesNotContain(_harness.Options.InstallationId, output, StringComparison.Ordinal);
        Assert.DoesNotContain("/run/warren", output, StringComparison.Ordinal);
    }

    private static string IdRange(int pid) => File.ReadAllText($"/proc/{pid}/uid_map");
}
