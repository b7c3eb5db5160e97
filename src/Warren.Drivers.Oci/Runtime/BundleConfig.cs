using System.Text.Json;
using System.Text.Json.Nodes;
using Warren.Api.Sandboxes;
using Warren.Drivers.Oci.Cgroups;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Oci.Runtime;

/// <summary>Writes the <c>config.json</c> of a bundle (OCI runtime specification 1.0.2, config.md and config-linux.md).</summary>
internal static class BundleConfig
{
    // The guest starts and signals user code as other users and keeps files in order for them; nothing more.
    private static readonly string[] GuestCapabilities =
        ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP"];

    // For cells: those who make them mount, make namespaces and bring up their network; the guest works on files in their roots.
    // The guest gives up the first two before it listens (docs/decisions/cells.md).
    private static readonly string[] CellCapabilities = ["CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SYS_CHROOT"];

    /// <summary>Writes the configuration of one sandbox into the bundle folder.</summary>
    /// <param name="bundle">Bundle folder.</param>
    /// <param name="launch">What differs from sandbox to sandbox.</param>
    public static void Write(string bundle, BundleLaunch launch)
    {
        using var file = File.Create(Path.Combine(bundle, "config.json"));
        using var writer = new Utf8JsonWriter(file);
        Build(launch).WriteTo(writer);
    }

    private static JsonObject Build(BundleLaunch launch) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["hostname"] = launch.SandboxId,
        ["root"] = new JsonObject { ["path"] = launch.Rootfs },
        ["process"] = Process(launch),
        ["mounts"] = new JsonArray([
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            .. launch.GuestMounts.Select(mount => Mount(mount.Inside, "bind", mount.Outside, "bind", "ro", "nosuid", "nodev")),
        ]),
        ["linux"] = Linux(launch),
    };

    private static JsonObject Process(BundleLaunch launch)
    {
        var capabilities = new JsonObject();
        foreach (var set in (string[])["bounding", "effective", "inheritable", "permitted", "ambient"])
            capabilities[set] = Strings(launch.HoldsCells ? [.. GuestCapabilities, .. CellCapabilities] : GuestCapabilities);
        return new()
        {
            ["terminal"] = false,
            ["user"] = new JsonObject { ["uid"] = launch.GuestUid, ["gid"] = launch.GuestUid },
            ["cwd"] = "/",
            ["args"] = Strings(launch.GuestArguments),
            ["env"] = Strings("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            ["capabilities"] = capabilities,
            ["noNewPrivileges"] = true,
            ["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_CORE", ["soft"] = 0, ["hard"] = 0 }),
        };
    }

    private static JsonObject Linux(BundleLaunch launch)
    {
        var namespaces = new JsonArray();
        foreach (var type in (string[])["user", "pid", "ipc", "uts", "mount", "network", "cgroup"])
            namespaces.Add(new JsonObject { ["type"] = type });
        return new()
        {
            ["namespaces"] = namespaces,
            ["uidMappings"] = Mapping(launch.FirstHostId),
            ["gidMappings"] = Mapping(launch.FirstHostId),
            ["cgroupsPath"] = launch.CgroupPath,
            ["resources"] = Resources(launch.Spec, launch.LimitsSwap),
            ["maskedPaths"] = Strings(SandboxMasks.Hidden),
            ["readonlyPaths"] = Strings(SandboxMasks.ReadOnly),
            ["rootfsPropagation"] = "private",
        };
    }

    private static JsonObject Resources(SandboxSpec spec, bool limitsSwap)
    {
        var limits = SandboxLimits.Of(spec);
        var memory = new JsonObject { ["limit"] = limits.Memory };
        if (limitsSwap)
            memory["swap"] = limits.Memory; // memory and swap together: no swap on top
        return new()
        {
            ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
            ["memory"] = memory,
            ["pids"] = new JsonObject { ["limit"] = limits.Pids },
            ["cpu"] = new JsonObject { ["period"] = SandboxLimits.Period, ["quota"] = limits.Quota, ["shares"] = limits.Shares },
        };
    }

    private static JsonArray Mapping(uint firstHostId) =>
        new(new JsonObject { ["containerID"] = 0, ["hostID"] = firstHostId, ["size"] = IdRangeLease.Length });

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = Strings(options),
    };

    private static JsonArray Strings(params IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
