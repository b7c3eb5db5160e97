namespace Warren.Drivers.Oci.Cgroups;

/// <summary>
/// How this host arranges its cgroups: version 2 alone, version 1, or version 1 with a version 2 tree for
/// nothing but tracking ("hybrid"). See cgroups(7).
/// </summary>
internal sealed class CgroupHost
{
    /// <summary>The controllers that enforce a sandbox's limits.</summary>
    public static readonly IReadOnlyList<string> NeededControllers = ["cpu", "memory", "pids"];

    private readonly Dictionary<string, string> _controllers = [];
    private readonly List<string> _roots = [];

    private CgroupHost(bool unified) => IsUnified = unified;

    /// <summary>Whether the controllers are those of version 2.</summary>
    public bool IsUnified { get; }

    /// <summary>Every mounted hierarchy, also those that only name or track.</summary>
    public IReadOnlyList<string> Roots => _roots;

    /// <summary>Where version 2 is mounted, with or without controllers; <see langword="null"/> where it is not.</summary>
    public string? UnifiedRoot { get; private init; }

    /// <summary>Reads the host's mounts.</summary>
    public static CgroupHost Detect()
    {
        var mounts = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(fields => fields[2] is "cgroup" or "cgroup2").ToList();
        var host = new CgroupHost(mounts.All(fields => fields[2] == "cgroup2"))
        {
            UnifiedRoot = mounts.FirstOrDefault(fields => fields[2] == "cgroup2")?[1],
        };
        foreach (var fields in mounts)
        {
            if (host._roots.Contains(fields[1]))
                continue;
            host._roots.Add(fields[1]);
            foreach (var controller in host.IsUnified ? Unified(fields[1]) : fields[3].Split(','))
                host._controllers.TryAdd(controller, fields[1]);
        }
        return host;
    }

    /// <summary>Where a controller is mounted; <see langword="null"/> when the host does not have it.</summary>
    public string? RootOf(string controller) => _controllers.GetValueOrDefault(controller);

    /// <summary>The cgroup of a path such as <c>/warren/ab12/...</c>, whether it exists or not.</summary>
    public SandboxCgroup Open(string path) => new(this, path);

    private static string[] Unified(string root)
    {
        var controllers = Path.Combine(root, "cgroup.controllers");
        // A version 2 mount always has a freezer, and needs none named.
        return File.Exists(controllers) ? [.. File.ReadAllText(controllers).Split(' ', StringSplitOptions.TrimEntries), "freezer"] : [];
    }
}
