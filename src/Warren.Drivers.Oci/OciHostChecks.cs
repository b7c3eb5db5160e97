using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Runtime;

namespace Warren.Drivers.Oci;

/// <summary>What the Oci driver needs of its host, and how to put right what is missing.</summary>
internal static class OciHostChecks
{
    // Overlays over idmapped layers came with Linux 5.19.
    private static readonly Version LeastKernel = new(5, 19);

    /// <summary>Whether a runtime is installed and can work on this host.</summary>
    public static bool CanRun(string runtime, CgroupHost cgroups) =>
        // crun refuses hosts that mount both versions of cgroups.
        OciRuntime.Find(runtime) is not null && (runtime != "crun" || cgroups.IsUnified);

    /// <summary>Makes every check.</summary>
    public static IEnumerable<HostCheck> Run(OciDriverOptions options, CgroupHost cgroups)
    {
        yield return Check("root rights", Environment.IsPrivilegedProcess, Environment.IsPrivilegedProcess ? "yes" : "no", "Start the server as root: `sudo ./warren up`.");
        yield return Kernel();
        foreach (var runtime in options.Runtimes)
            yield return Runtime(runtime, required: runtime == options.Runtimes[0], cgroups);
        foreach (var controller in CgroupHost.NeededControllers.Append("freezer"))
            yield return Check($"cgroup controller {controller}", cgroups.RootOf(controller) is not null,
                cgroups.RootOf(controller) is { } root ? $"{(cgroups.IsUnified ? "version 2" : "version 1")} at {root}" : "not mounted",
                $"Mount it, or enable it with the kernel parameter cgroup_enable={controller}.");
        yield return FileSystem("overlay");
        yield return FileSystem("ext4");
        yield return Check("loop devices", File.Exists("/dev/loop-control"), File.Exists("/dev/loop-control") ? "/dev/loop-control" : "none", "Load the module: `modprobe loop`.");
        yield return Check("user namespaces", File.Exists("/proc/self/ns/user"), File.Exists("/proc/self/ns/user") ? "yes" : "no", "Boot a kernel with CONFIG_USER_NS.");
        yield return Check("mkfs.ext4", OciRuntime.Find("mkfs.ext4") is not null, OciRuntime.Find("mkfs.ext4") ?? "not found", "Install the package e2fsprogs.");
        yield return Check("seccomp profile", File.Exists(options.SeccompProfile), File.Exists(options.SeccompProfile) ? options.SeccompProfile : "not found", "Install the package golang-github-containers-common.");
        yield return Library("libseccomp.so.2", "libseccomp2");
        yield return IdRanges(options);
    }

    private static HostCheck Kernel()
    {
        var version = Environment.OSVersion.Version;
        return Check("kernel", version >= LeastKernel, version.ToString(), $"Boot Linux {LeastKernel} or newer.");
    }

    private static HostCheck Runtime(string runtime, bool required, CgroupHost cgroups)
    {
        var path = OciRuntime.Find(runtime);
        var works = CanRun(runtime, cgroups);
        var fix = path is null ? $"Install the package {runtime}." : "It refuses hosts with both cgroup versions; boot with systemd.unified_cgroup_hierarchy=1.";
        return Check($"runtime {runtime}", works, path is null ? "not found" : works ? path : $"{path}, which refuses this host", fix) with { Required = required };
    }

    private static HostCheck FileSystem(string name)
    {
        var known = File.ReadLines("/proc/filesystems").Any(line => line.EndsWith('\t' + name, StringComparison.Ordinal));
        return Check($"file system {name}", known, known ? "yes" : "no", $"Load the module: `modprobe {name}`.");
    }

    private static HostCheck Library(string name, string package)
    {
        var found = NativeLibrary.TryLoad(name, out var library);
        if (found)
            NativeLibrary.Free(library);
        return Check(name, found, found ? "yes" : "not found", $"Install the package {package}.");
    }

    private static HostCheck IdRanges(OciDriverOptions options)
    {
        var first = options.FirstHostId;
        var end = first + (ulong)options.IdRanges * IdRangeLease.Length;
        var clash = ((string[])["/etc/subuid", "/etc/subgid"]).Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length == 3
                && ulong.TryParse(fields[1], out var start) && ulong.TryParse(fields[2], out var count) && start < end && start + count > first);
        return Check("id ranges", clash is null, clash is null ? $"{first} to {end - 1} are free" : $"{clash[0]} has {clash[1]} to {ulong.Parse(clash[1]) + ulong.Parse(clash[2]) - 1}",
            "Choose another range with WARREN_FIRST_HOST_ID, or change /etc/subuid and /etc/subgid.");
    }

    private static HostCheck Check(string name, bool passed, string found, string fix) =>
        new() { Name = name, Passed = passed, Required = true, Found = found, Fix = passed ? null : fix };
}
