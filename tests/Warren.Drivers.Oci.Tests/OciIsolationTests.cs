using Warren.Drivers.Conformance;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci.Tests;

/// <summary>What user code tries against the kernel it shares with the host.</summary>
public sealed class OciIsolationTests : IAsyncLifetime
{
    private readonly OciHarness _harness = new("runc");
    private ISandboxDriver _driver = null!;

    public async ValueTask InitializeAsync() => _driver = await _harness.OpenAsync();

    public async ValueTask DisposeAsync() => await _harness.DisposeAsync();

    // Numbers are those of x86-64, where these tests run.
    [Theory]
    [InlineData("unshare(CLONE_NEWUSER)", "272, 0x10000000")]
    [InlineData("unshare(CLONE_NEWNS)", "272, 0x20000")]
    [InlineData("clone(CLONE_NEWUSER)", "56, 0x10000000 | 17, 0, 0, 0, 0")]
    [InlineData("setns", "308, 0, 0")]
    [InlineData("mount", "165, b'none', b'/mnt', b'tmpfs', 0, 0")]
    [InlineData("pivot_root", "155, b'/', b'/mnt'")]
    [InlineData("open_tree", "428, -100, b'/', 1")]
    [InlineData("fsopen", "430, b'tmpfs', 0")]
    [InlineData("keyctl", "250, 0, -3, 0, 0, 0")]
    [InlineData("add_key", "248, b'user', b'k', b'v', 1, -3")]
    [InlineData("bpf", "321, 0, 0, 0")]
    [InlineData("perf_event_open", "298, 0, 0, -1, -1, 0")]
    [InlineData("userfaultfd", "323, 0")]
    [InlineData("io_uring_setup", "425, 8, 0")]
    [InlineData("init_module", "175, 0, 0, b''")]
    [InlineData("kexec_load", "246, 0, 0, 0, 0")]
    [InlineData("reboot", "169, 0xfee1dead, 672274793, 0x89abcdef, 0")]
    [InlineData("swapon", "167, b'/workspace', 0")]
    [InlineData("settimeofday", "164, 0, 0")]
    [InlineData("open_by_handle_at", "304, -100, 0, 0")]
    [InlineData("mknod of a disk", "133, b'/tmp/disk', 0o60600, 0x0800")]
    [InlineData("chroot", "161, b'/tmp'")]
    [InlineData("sethostname", "170, b'x', 1")]
    [InlineData("setuid(0)", "105, 0")]
    [InlineData("setgroups", "116, 0, 0")]
    [InlineData("kill of the guest", "62, 1, 9")]
    [InlineData("ptrace of the guest", "101, 16, 1, 0, 0")]
    public async Task System_call_is_refused(string what, string arguments)
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var (output, _) = await sandbox.RunAsync($$"""
            exec python3 -c "import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            result = libc.syscall({{arguments}})
            print('refused' if result == -1 and ctypes.get_errno() in (1, 38, 13, 3) else f'allowed: {result} {ctypes.get_errno()}')"
            """);
        Assert.Equal("refused\n", output);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task Socket_families_but_the_common_ones_are_refused()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var (output, _) = await sandbox.RunAsync("""
            exec python3 -c "import socket
            allowed = []
            for family in range(1, 46):
                for kind in (1, 2, 3, 5):
                    try:
                        socket.socket(family, kind).close()
                        allowed.append(family)
                    except OSError:
                        pass
            print(sorted(set(allowed)))"
            """);
        Assert.Equal("[1, 2, 10, 16]\n", output);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("root")]
    public async Task Files_of_the_kernel_and_of_the_guest_are_closed(string user)
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var (output, _) = await sandbox.RunAsync("""
            for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/sys/kernel/hostname /.warren/guest /.warren/new; do
                (echo x > $file) 2>/dev/null && echo "wrote $file"
            done
            for file in /proc/1/mem /proc/1/environ /proc/kcore /proc/keys /proc/1/root/etc/passwd /proc/1/fd/0 /sys/firmware/dmi /sys/kernel/debug; do
                head -c 1 $file 2>/dev/null | grep -q . && echo "read $file"
            done
            find / -xdev -perm -4000 -newermt 1970-01-02 -exec sh -c '[ "$(stat -c %u "$1")" != 0 ] && echo "set-uid to a stranger: $1"' _ {} \; 2>/dev/null
            true
            """, user);
        Assert.Equal("", output);
    }

    [Fact]
    public async Task Nothing_of_the_host_or_its_other_sandboxes_is_in_the_process_list()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var (output, _) = await sandbox.RunAsync("exec ps -e -o comm=");
        Assert.Equal(["init", "ps"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
