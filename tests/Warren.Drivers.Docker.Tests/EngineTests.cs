using System.IO.Pipelines;
using System.Security.Cryptography;
using Warren.Api;
using Warren.Drivers.Conformance;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;
using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

/// <summary>What a container engine makes different from the host's own runtimes.</summary>
public abstract class EngineTests(Engines engines, ContainerEngineKind kind) : IAsyncLifetime
{
    private readonly EngineHarness _harness = new(engines, kind);
    private DockerDriver _driver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _driver = (DockerDriver)await _harness.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            Assert.Empty(_harness.Leftovers());
        }
        finally
        {
            await _harness.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }

    private Task<DriverSubject> StartAsync() => new DriverSubject(_harness, _driver).StartAsync();

    [Fact]
    public async Task Sandbox_is_made_runs_programs_keeps_files_and_goes()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal("agent of " + sandbox.Id, (await sandbox.RunAsync("exec echo -n $(id -un) of $(uname -n)")).Output);
        await using var guest = new GuestClient(token => _driver.OpenGuestAsync(sandbox.Id, token), TimeProvider.System);
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        await guest.Files.WriteAsync("/workspace/file", "agent", new(), PipeReader.Create(new MemoryStream(content)), content.Length, Token);
        Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(content))}  /workspace/file\n", (await sandbox.RunAsync("exec sha256sum /workspace/file")).Output);
        await _driver.DestroyAsync(sandbox.Id, Token);
        Assert.Empty(await _driver.ListAsync(Token));
    }

    [Fact]
    public async Task What_an_engine_lacks_is_refused_until_an_operator_has_allowed_it()
    {
        await using var strict = await _harness.NewAsync(EngineLacks.Disk);
        await strict.ListAsync(Token);
        await using var sandbox = new DriverSubject(_harness, strict);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => sandbox.CreateAsync());
        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
        Assert.Contains("WARREN_DOCKER_ALLOW=ids", refused.Message, StringComparison.Ordinal);

        var checks = await strict.CheckHostAsync(Token);
        Assert.Equal("engine id ranges", Assert.Single(checks, check => !check.Passed).Name);
        Assert.DoesNotContain(await _driver.CheckHostAsync(Token), check => !check.Passed);
    }

    [Fact]
    public async Task Engine_that_is_not_there_is_told_by_every_call_and_by_doctor()
    {
        await using var driver = new DockerDriver(
            new() { InstallationId = "none", StateFolder = "/nonexistent", GuestBinary = "/nonexistent", Engine = Engine.EngineAddress.OfSocket("/nonexistent/engine.sock") },
            () => engines.Images, TimeProvider.System);
        Assert.Empty(driver.Capabilities.Runtimes);
        foreach (var call in (Func<Task>[])[() => driver.ListAsync(Token), () => driver.ObserveAsync(SandboxId.New(), Token), () => driver.DestroyAsync(SandboxId.New(), Token), () => driver.StartAsync(SandboxId.New(), Token)])
        {
            var away = await Assert.ThrowsAsync<WarrenException>(call);
            Assert.Equal(ErrorCode.EngineUnavailable, away.Code);
            Assert.DoesNotContain("/nonexistent", away.Message, StringComparison.Ordinal);
        }
        Assert.False((await driver.CheckHostAsync(Token))[0].Passed);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Containers_of_another_installation_are_not_seen()
    {
        await using var other = new EngineHarness(engines, kind);
        var otherDriver = await other.OpenAsync();
        await using var ours = await StartAsync();
        await using var theirs = await new DriverSubject(other, otherDriver).StartAsync();
        Assert.Equal(ours.Id, Assert.Single(await _driver.ListAsync(Token)).Id);
        Assert.Equal(theirs.Id, Assert.Single(await otherDriver.ListAsync(Token)).Id);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Container_that_was_removed_behind_our_back_is_gone_and_can_be_destroyed()
    {
        await using var sandbox = await StartAsync();
        await _driver.Engine.DoAsync(HttpMethod.Delete, $"containers/{_driver.Names.Container(sandbox.Id)}?force=1", TimeSpan.Zero, Token);
        Assert.Null(await sandbox.ConditionAsync());
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _driver.StartAsync(sandbox.Id, Token));
        Assert.Equal(ErrorCode.InvalidState, refused.Code);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Sandbox_that_has_used_up_its_processes_takes_new_connections()
    {
        await using var sandbox = await StartAsync();
        var (output, _) = await sandbox.RunAsync("for i in $(seq 200); do sleep 1000 & done");
        Assert.Contains("Cannot fork", output, StringComparison.Ordinal);
        Assert.NotEmpty(await sandbox.BootIdAsync());
        await sandbox.RunAsync("exec pkill -KILL sleep");
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Much_output_of_many_programs_at_once_comes_whole()
    {
        await using var sandbox = await StartAsync();
        await using var guest = new GuestClient(token => _driver.OpenGuestAsync(sandbox.Id, token), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Token, async (_, token) =>
        {
            await using var exec = await guest.RunAsync(new()
            {
                Id = SandboxId.New(),
                Arguments = ["/bin/sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x"],
                User = "agent",
                Workdir = "/",
                TimeoutSeconds = 60,
            }, token);
            var count = 0L;
            await foreach (var frame in exec.ReadAsync(token))
                if (frame is GuestFrame.Output piece)
                {
                    Assert.Equal(-1, piece.Data.Span.IndexOfAnyExcept((byte)'x'));
                    count += piece.Data.Length;
                }
            Assert.Equal(5_000_000, count);
        });
    }

    [Fact]
    public async Task User_code_of_any_user_neither_reaches_the_guest_nor_replaces_it_nor_reads_what_is_the_kernel_s()
    {
        await using var sandbox = await StartAsync();
        foreach (var user in (string[])["agent", "root"])
        {
            var (output, _) = await sandbox.RunAsync("""
                python3 -c 'import socket
                server = socket.socket(socket.AF_UNIX)
                server.connect("\0warren-guest")
                try:
                    server.sendall(b"GET /v0/hello HTTP/1.1\r\nHost: guest\r\n\r\n")
                    print(server.recv(100).decode(), end="")
                except OSError:
                    pass'
                mv /.warren /.moved 2>/dev/null && echo "moved the guest"
                rm -f /.warren/guest 2>/dev/null && echo "removed the guest"
                for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/sys/kernel/hostname /.warren/guest /.warren/init /.warren/new /.warren/seccomp.bpf; do
                    (echo x > $file) 2>/dev/null && echo "wrote $file"
                done
                for file in /proc/1/mem /proc/1/environ /proc/kcore /proc/keys /proc/1/root/etc/passwd /proc/1/fd/0 /.warren/init /sys/firmware/dmi /sys/kernel/debug /sys/fs/cgroup/memory/tasks; do
                    head -c 1 $file 2>/dev/null | grep -q . && echo "read $file"
                done
                echo $(ulimit -c) $(ulimit -Hc)
                """, user);
            Assert.Equal("0 0\n", output);
        }
    }

    [Fact]
    public async Task System_calls_that_reach_out_of_a_sandbox_are_refused()
    {
        await using var sandbox = await StartAsync();
        var (output, _) = await sandbox.RunAsync("""
            exec python3 -c "import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            for what, *arguments in [
                ('mount', 165, b'none', b'/tmp', b'tmpfs', 0, 0), ('unshare', 272, 0x10000000), ('keyctl', 250, 0, 0), ('bpf', 321, 0, 0, 0),
                ('io_uring_setup', 425, 8, 0), ('mknod of a disk', 133, b'/tmp/disk', 0o60600, 0x0800), ('chroot', 161, b'/tmp'), ('setuid(0)', 105, 0),
                ('kill of the guest', 62, 1, 9), ('ptrace of the guest', 101, 16, 1, 0, 0)]:
                result = libc.syscall(*arguments)
                if result != -1 or ctypes.get_errno() not in (1, 38, 13, 3):
                    print('allowed', what, result, ctypes.get_errno())
            print('done')"
            """);
        Assert.Equal("done\n", output);
    }
}
