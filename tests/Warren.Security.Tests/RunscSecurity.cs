namespace Warren.Security.Tests;

public sealed class RunscSecurity(SecurityServer server) : SecurityProbes(server, "runsc")
{
    protected override IReadOnlyDictionary<string, string> Differences { get; } = new Dictionary<string, string>
    {
        // It makes nodes of devices that it does not have, so that they open as what is not there.
        ["mknod_disk"] = "ENXIO", ["mknod_disk_on_disk"] = "ENXIO", ["mknod_memory"] = "ENXIO", ["mknod_memory_on_disk"] = "ENXIO",
        // It takes the number of an old call for that of a new one, which the filter sees: writev, access and mount.
        ["int80"] = "EBADF", ["int80_mount"] = "EFAULT", ["int80_ambiguous"] = "EPERM",
        // The messages are those of its own kernel, which are made up.
        ["syslog"] = "ok",
        // Calls and files that it does not have.
        ["descriptor"] = "ENOSYS", ["process_vm_readv"] = "ENOSYS", ["process_vm_writev"] = "ENOSYS", ["pidfd_getfd"] = "ENOSYS",
        ["process_madvise"] = "ENOSYS", ["map_files"] = "ENOENT", ["ns/mnt"] = "ENOENT",
        // The network is its own, and knows neither devices to set, nor rules, nor what marks would mean.
        ["set_flags"] = "ENOTTY", ["add_link"] = "EACCES", ["add_table"] = "EPROTONOSUPPORT", ["set_mark"] = "ok", ["be_transparent"] = "ok",
        ["192.0.2.1"] = "EHOSTUNREACH", ["2001:db8::1"] = "EHOSTUNREACH",
        // Priorities are kept, and its scheduler asks for none.
        ["setpriority"] = "ok", ["scheduler"] = "EINVAL",
    };

    // Its kernel does not hide these of processes of other users; the environment holds PATH alone, and memory is closed.
    protected override IReadOnlyList<string> ReadableOfGuest => ["/proc/1/environ", "/proc/1/maps", "/proc/1/auxv"];

    // Its kernel brings them along. /dev/fuse and /dev/net/tun need capabilities that nobody in a sandbox has.
    protected override IReadOnlyList<string> MoreDevices => ["fuse", "net/tun"];

    // Settings of its own kernel and of the sandbox's own network, which has nothing but loopback. The scores are kept and
    // not used: the host's kernel kills the sandbox as a whole.
    protected override IReadOnlyList<string> WritableOfKernel(string user) => user == "root"
        ? ["/proc/1/oom_score_adj", "/proc/1/uid_map", "/proc/sys/kernel/yama/ptrace_scope",
            .. new[] { "tcp_sack", "ip_local_port_range", "tcp_recovery", "tcp_wmem", "tcp_rmem" }.Select(name => "/proc/sys/net/ipv4/" + name)]
        : [];

    // Where a program and its child stop in the same moment, the kernel in Debian 12 stops as a whole: the sandbox then fails,
    // half a minute after the time-out.
    protected override string StopItself => "kill -STOP $$; echo went on";

    // That process is gVisor's kernel, in a user namespace and a root folder of its own; the sandbox's ids are known to it
    // and to the process that opens its files alone.
    protected override bool RunsAsNobody => true;
}
