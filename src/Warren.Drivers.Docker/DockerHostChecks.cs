using Warren.Api;
using Warren.Drivers.Docker.Engine;

namespace Warren.Drivers.Docker;

/// <summary>What the driver needs of its engine, and how to put right what is missing.</summary>
internal static class DockerHostChecks
{
    /// <summary>Makes every check.</summary>
    /// <param name="options">The driver's options.</param>
    /// <param name="facts">What the engine says; null where it does not answer.</param>
    /// <param name="why">Why it does not.</param>
    public static IEnumerable<HostCheck> Run(DockerDriverOptions options, EngineFacts? facts, string? why)
    {
        yield return Check("container engine", facts is not null, facts?.Name ?? $"none at {options.Engine.Text}: {why}",
            "Start Docker, or `podman system service`, and name its socket with DOCKER_HOST; the server's user has to be allowed to use it.");
        yield return Check("guest program", File.Exists(options.GuestBinary), File.Exists(options.GuestBinary) ? "built" : "not found", "Build it with `./warren up`.");
        yield return Check("seccomp profile", File.Exists(options.SeccompProfile), File.Exists(options.SeccompProfile) ? options.SeccompProfile : "not found", "Install the package golang-github-containers-common.");
        if (facts is not null)
            foreach (var check in OfEngine(options, facts))
                yield return check;
    }

    private static IEnumerable<HostCheck> OfEngine(DockerDriverOptions options, EngineFacts facts)
    {
        yield return Check("engine API", facts.IsNewEnough, facts.Version.ApiVersion ?? "none", $"Install an engine that serves version {EngineClient.Version} of the Docker Engine API: Docker 20.10, Podman 4, or newer.");
        yield return Check("engine platform", facts.IsOurKind, $"{facts.Version.Os}/{facts.Version.Arch}", "Use an engine of Linux on the processor that this server runs on.");
        yield return Check("engine runtime", facts.Runtimes.Count > 0, facts.Runtimes.Count > 0 ? string.Join(", ", facts.Runtimes) : $"{facts.Info.DefaultRuntime}", "Configure runc or crun as the engine's runtime.");
        foreach (var (limit, has) in (IEnumerable<(string, bool)>)[("memory", facts.Info.MemoryLimit), ("cpu", facts.Info.CpuCfsQuota), ("pids", facts.Info.PidsLimit)])
            yield return Check($"engine limit {limit}", has, has ? $"cgroups version {facts.Info.CgroupVersion}" : "not enforced", "Enable the cgroup controller on the engine's host.");
        yield return Check("engine seccomp", facts.Info.Has("seccomp"), facts.Info.Has("seccomp") ? "yes" : "no", "Start the engine on a kernel with seccomp, and not with it turned off.");
        yield return Lack(options, EngineLacks.Disk, "engine limit disk", facts.LimitsDisks, facts.StorageText,
            "Give the engine a storage driver with limits (btrfs, or overlay on XFS with pquota)");
        yield return Lack(options, EngineLacks.Ids, "engine id ranges", has: false, facts.MapsIds ? "one range for all containers" : "the host's own ids in all containers",
            "Use the driver oci, which has one for each sandbox");
    }

    private static HostCheck Lack(DockerDriverOptions options, string name, string what, bool has, string found, string fix)
    {
        var allowed = options.AllowedLacks.Contains(name);
        return Check(what, has || allowed, !has && allowed ? $"{found} (allowed: {name})" : found, $"{fix}; or allow that it is missing with WARREN_DOCKER_ALLOW={name}.");
    }

    private static HostCheck Check(string name, bool passed, string found, string fix) =>
        new() { Name = name, Passed = passed, Required = true, Found = found, Fix = passed ? null : fix };
}
