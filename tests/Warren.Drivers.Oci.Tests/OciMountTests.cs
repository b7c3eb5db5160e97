using System.Diagnostics;
using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Drivers.Conformance;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci.Tests;

/// <summary>Folders of the host in sandboxes, and what an attacker would rather see there.</summary>
public sealed partial class OciMountTests : IAsyncLifetime
{
    private const uint Person = 4321;
    private readonly OciHarness _harness = new("runc");
    private ISandboxDriver _driver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Root => _harness.MountRoot;

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

    private string Folder(string name, uint owner = Person)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        Host("chown", $"{owner}:{owner}", folder);
        return folder;
    }

    private static string Write(string path, string text, uint owner = Person)
    {
        File.WriteAllText(path, text);
        Host("chown", $"{owner}:{owner}", path);
        return path;
    }

    private static string Host(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    // File.Move and Directory.Move look before they rename, which leaves the swap to chance.
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    private Task<DriverSubject> StartAsync(params SandboxMount[] mounts) =>
        new DriverSubject(_harness, _driver).StartAsync(DriverSubject.Spec with { Mounts = mounts });

    private static async Task<string> RunAsync(DriverSubject sandbox, string line, string user = "agent") => (await sandbox.RunAsync(line, user)).Output;

    private async Task<WarrenException> RefusedAsync(string source, bool readOnly = true)
    {
        await using var sandbox = new DriverSubject(_harness, _driver);
        return await Assert.ThrowsAsync<WarrenException>(
            () => sandbox.CreateAsync(DriverSubject.Spec with { Mounts = [new() { Source = source, Target = "/mnt/x", ReadOnly = readOnly }] }));
    }

    [Fact]
    public async Task Files_are_the_agents_inside_and_the_owners_outside()
    {
        var folder = Folder("project");
        Host("chown", $"{Person}:{Person + 1}", folder);
        Write(Path.Combine(folder, "from-outside"), "hello");
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/workspace/deep/project" });
        Assert.Equal("hello agent\n", await RunAsync(sandbox, "cd /workspace/deep/project; echo $(cat from-outside) $(stat -c %U .); echo back > from-inside"));
        var made = Path.Combine(folder, "from-inside");
        Assert.Equal("back\n", await File.ReadAllTextAsync(made, Token));
        Assert.Equal($"{Person}:{Person + 1}\n", Host("stat", "-c", "%u:%g", made));
    }

    [Fact]
    public async Task Under_gvisor_folders_are_read_only()
    {
        await using var harness = new OciHarness("runsc");
        var driver = await harness.OpenAsync();
        var folder = Directory.CreateDirectory(Path.Combine(harness.MountRoot, "project")).FullName;
        Write(Path.Combine(folder, "from-outside"), "hello");
        var mount = new SandboxMount { Source = folder, Target = "/data", ReadOnly = true };
        await using var sandbox = await new DriverSubject(harness, driver).StartAsync(DriverSubject.Spec with { Mounts = [mount] });
        Assert.Equal("hello\n", await RunAsync(sandbox, "cat /data/from-outside; echo; (echo x > /data/new) 2>/dev/null && echo wrote"));
        await using var other = new DriverSubject(harness, driver);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => other.CreateAsync(DriverSubject.Spec with { Mounts = [mount with { ReadOnly = false }] }));
        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
    }

    [Fact]
    public async Task Mounts_are_there_again_after_a_stop_and_with_another_server()
    {
        var folder = Folder("project");
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/data" });
        await RunAsync(sandbox, "echo one > /data/file");
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        await _harness.CloseAsync(_driver);
        _driver = sandbox.Driver = await _harness.OpenAsync();
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.Equal("one\n", await RunAsync(sandbox, "cat /data/file"));
    }

    [Fact]
    public async Task Read_only_mount_cannot_be_written_by_anybody()
    {
        var folder = Folder("project");
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        Write(Path.Combine(folder, "file"), "text");
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/data", ReadOnly = true });
        foreach (var user in (string[])["agent", "root"])
            Assert.Equal("", await RunAsync(sandbox, "for f in /data/new /data/file /data/sub/new; do (echo x > $f) 2>/dev/null && echo wrote $f; done; rm -f /data/file 2>/dev/null && echo removed; true", user));
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(folder, "file"), Token));
    }

    [Fact]
    public async Task Neither_set_uid_bits_nor_devices_work_and_files_of_others_are_closed()
    {
        var folder = Folder("project");
        Write(Path.Combine(folder, "secret"), "of root", owner: 0);
        File.SetUnixFileMode(Path.Combine(folder, "secret"), UnixFileMode.UserRead);
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/data" });
        Assert.Contains("nosuid,nodev", await RunAsync(sandbox, "grep ' /data ' /proc/self/mountinfo"), StringComparison.Ordinal);
        foreach (var user in (string[])["agent", "root"])
            Assert.Equal("", await RunAsync(sandbox, "cat /data/secret 2>/dev/null; mknod /data/disk b 8 0 2>/dev/null && echo made; true", user));
        Assert.Equal("65534", (await RunAsync(sandbox, "stat -c %u /data/secret")).Trim());
    }

    [Fact]
    public async Task Link_in_the_source_is_refused_wherever_it_leads()
    {
        var folder = Folder("project");
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "out"), "/etc");
        Directory.CreateSymbolicLink(Path.Combine(folder, "root"), "/proc/self/root");
        foreach (var source in (string[])["link", "project/out", "project/out/ssl", "project/root/etc"])
            Assert.Contains("symbolic link", (await RefusedAsync(Path.Combine(Root, source))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_outside_of_the_allowed_folders_is_refused()
    {
        Folder("project");
        foreach (var source in (string[])["/etc", "/", Path.GetDirectoryName(Root)!, Root + "-other", $"{Root}/../", $"{Root}/project/../../"])
            Assert.True((await RefusedAsync(source)).Code is ErrorCode.Forbidden or ErrorCode.InvalidRequest, source);
        Assert.Contains("is not there", (await RefusedAsync($"{Root}/none")).Message, StringComparison.Ordinal);
        Assert.Contains("is no folder", (await RefusedAsync(Write($"{Root}/file", ""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_of_root_is_mounted_read_only_or_not_at_all()
    {
        var folder = Folder("project", owner: 0);
        Assert.Contains("belongs to root", (await RefusedAsync(folder, readOnly: false)).Message, StringComparison.Ordinal);
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/data", ReadOnly = true });
        Assert.Equal("agent\n", await RunAsync(sandbox, "stat -c %U /data"));
    }

    [Fact]
    public async Task State_folder_and_what_holds_it_are_refused_by_whatever_path()
    {
        var state = _harness.Options.StateFolder;
        await using var driver = new OciDriver(_harness.Options with { MountRoots = ["/", "/tmp", Root], RunFolder = "/run/warren" }, TimeProvider.System);
        var bound = Folder("bound");
        Host("mount", "--bind", state, bound);
        try
        {
            foreach (var source in (string[])[state, $"{state}/sandboxes", "/tmp", "/", bound, $"{bound}/sandboxes", "/proc", "/proc/1", "/sys/kernel", "/dev", "/dev/shm", "/run", "/run/warren"])
            {
                await using var sandbox = new DriverSubject(_harness, driver);
                if (!Directory.Exists(source))
                    Directory.CreateDirectory(source);
                var refused = await Assert.ThrowsAsync<WarrenException>(
                    () => sandbox.CreateAsync(DriverSubject.Spec with { Mounts = [new() { Source = source, Target = "/mnt/x", ReadOnly = true }] }));
                Assert.Equal((source, ErrorCode.Forbidden), (source, refused.Code));
            }
        }
        finally
        {
            Host("umount", bound);
        }
    }

    [Fact]
    public async Task What_is_mounted_below_a_source_is_not_seen_nor_what_is_mounted_there_later()
    {
        var folder = Folder("project");
        var (early, late) = (Directory.CreateDirectory(Path.Combine(folder, "early")).FullName, Directory.CreateDirectory(Path.Combine(folder, "late")).FullName);
        Host("mount", "--bind", "/etc", early);
        try
        {
            await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/data", ReadOnly = true });
            Host("mount", "--bind", "/etc", late);
            Assert.Equal("0\n", await RunAsync(sandbox, "find /data/early /data/late -mindepth 1 | wc -l"));
        }
        finally
        {
            Host("umount", early);
            Host("umount", late);
        }
    }

    [Fact]
    public async Task Source_that_is_swapped_for_a_link_all_the_time_shows_itself_or_is_refused()
    {
        var folder = Folder("project");
        Write(Path.Combine(folder, "mine"), "");
        var (parked, link) = (Path.Combine(Root, "parked"), Path.Combine(Root, "link"));
        Directory.CreateSymbolicLink(link, "/etc");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = Rename(folder, parked);
                _ = Rename(link, folder);
                _ = Rename(folder, link);
                _ = Rename(parked, folder);
            }
        }, Token);
        var (shown, refused) = (0, 0);
        try
        {
            while (shown < 5 || refused < 5)
            {
                await using var sandbox = new DriverSubject(_harness, _driver);
                try
                {
                    await sandbox.StartAsync(DriverSubject.Spec with { Mounts = [new() { Source = folder, Target = "/data", ReadOnly = true }] });
                    Assert.Equal("mine\n", await RunAsync(sandbox, "ls /data"));
                    shown++;
                }
                catch (WarrenException)
                {
                    refused++;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await swapping;
        }
    }

    [Fact]
    public async Task Target_that_the_sandbox_made_a_link_of_is_refused_at_the_next_start()
    {
        var folder = Folder("project");
        await using var sandbox = await StartAsync(new SandboxMount { Source = folder, Target = "/workspace/a/b" });
        // Its own mount cannot be moved, but what it was mounted on is, on its disk, an ordinary folder.
        await RunAsync(sandbox, "mv /workspace/a /workspace/x && ln -s /.warren /workspace/a && ls -l /workspace");
        await _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.StartAsync(sandbox.Id, Token));
        Assert.Contains("'a' on the way", refused.Message, StringComparison.Ordinal);
        Assert.Equal(EngineCondition.Stopped, await sandbox.ConditionAsync());
    }
}
