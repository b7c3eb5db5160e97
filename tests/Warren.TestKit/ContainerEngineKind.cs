namespace Warren.TestKit;

/// <summary>How an engine is started.</summary>
public sealed record ContainerEngineKind
{
    private ContainerEngineKind(string package, string program, Func<string, string, string, string[]> arguments, Func<string, IReadOnlyDictionary<string, string>> environment) =>
        (Package, Program, Arguments, Environment) = (package, program, arguments, environment);

    /// <summary>Docker, whose containers outlive it.</summary>
    public static ContainerEngineKind Docker { get; } = new("docker.io", "/usr/sbin/dockerd", (folder, disk, socket) =>
    [
        "-H", $"unix://{socket}", "--data-root", Path.Combine(disk, "docker"), "--exec-root", Path.Combine(folder, "exec"), "--pidfile", Path.Combine(folder, "engine.pid"),
        "--storage-driver", "btrfs", "--live-restore", "--bridge", "none", "--iptables=false", "--ip6tables=false", "--config-file", WriteEmpty(folder),
    ], _ => new Dictionary<string, string>());

    /// <summary>Podman's service, which containers do not need.</summary>
    public static ContainerEngineKind Podman { get; } = new("podman", "/usr/bin/podman", (folder, disk, socket) =>
    [
        "--root", Path.Combine(disk, "podman"), "--runroot", Path.Combine(folder, "run"), "--tmpdir", Path.Combine(folder, "tmp"), "--storage-driver", "btrfs",
        "--cgroup-manager", "cgroupfs", "--events-backend", "file", "system", "service", "--time=0", $"unix://{socket}",
    ], WriteSettings);

    /// <summary>The Debian package that it is in.</summary>
    public string Package { get; }

    /// <summary>Its program.</summary>
    public string Program { get; }

    /// <summary>Its arguments, by its folder, its disk and its socket.</summary>
    public Func<string, string, string, string[]> Arguments { get; }

    /// <summary>Further environment, by its folder.</summary>
    public Func<string, IReadOnlyDictionary<string, string>> Environment { get; }

    // The host's own settings are another engine's.
    private static string WriteEmpty(string folder)
    {
        var file = Path.Combine(folder, "daemon.json");
        File.WriteAllText(file, "{}");
        return file;
    }

    // Podman would raise the limits of processes above the hard ones, for which root may lack the right.
    private static Dictionary<string, string> WriteSettings(string folder)
    {
        var file = Path.Combine(folder, "containers.conf");
        File.WriteAllText(file, $"""
            [containers]
            default_ulimits = ["nofile={Hard("Max open files")}", "nproc={Processes}"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            [network]
            network_config_dir = "{folder}/networks"
            """);
        return new() { ["CONTAINERS_CONF"] = file };
    }

    // Podman lowers its own limit to the largest process number before it starts anything.
    private static string Processes
    {
        get
        {
            var largest = long.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), System.Globalization.CultureInfo.InvariantCulture);
            var most = long.TryParse(Hard("Max processes").Split(':')[0], out var hard) && hard >= 0 ? Math.Min(hard, largest) : largest;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{most}:{most}");
        }
    }

    private static string Hard(string limit)
    {
        var fields = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(limit, StringComparison.Ordinal))[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var hard = fields[1] == "unlimited" ? "-1" : fields[1];
        return $"{hard}:{hard}";
    }
}
