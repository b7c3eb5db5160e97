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
    };
}
