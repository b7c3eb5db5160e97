using System.Globalization;

namespace Warren.Drivers.Oci.Cgroups;

/// <summary>
/// One sandbox's cgroup in every hierarchy of the host. Only the kernel and root write here, so what is read is
/// the truth whatever the sandbox does.
/// </summary>
internal sealed class SandboxCgroup(CgroupHost host, string path)
{
    /// <summary>Every process in it, of this sandbox and of nothing else. Empty when there is no such cgroup.</summary>
    public IReadOnlyList<int> Processes() =>
        [.. host.Roots.SelectMany(root => Tree(Join(root))).SelectMany(folder => ReadLines(Path.Combine(folder, "cgroup.procs")))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0).Distinct()];

    /// <summary>Whether it exists in any hierarchy.</summary>
    public bool Exists => host.Roots.Any(root => Directory.Exists(Join(root)));

    /// <summary>Whether its processes are frozen.</summary>
    public bool IsFrozen => host.IsUnified
        ? ReadValue("freezer", "cgroup.events", "frozen") == 1
        : Read("freezer", "freezer.state") is "FROZEN";

    /// <summary>Times the kernel killed for memory.</summary>
    public long OomKills => host.IsUnified
        ? ReadValue("memory", "memory.events", "oom_kill") ?? 0
        : ReadValue("memory", "memory.oom_control", "oom_kill") ?? 0;

    /// <summary>Bytes of memory that count against the limit, without page cache that can be dropped at once.</summary>
    public long MemoryBytes
    {
        get
        {
            var used = ReadNumber("memory", host.IsUnified ? "memory.current" : "memory.usage_in_bytes") ?? 0;
            var droppable = ReadValue("memory", "memory.stat", host.IsUnified ? "inactive_file" : "total_inactive_file") ?? 0;
            return Math.Max(0, used - droppable);
        }
    }

    /// <summary>Highest memory so far; <see langword="null"/> where the kernel does not keep it (version 2 before 5.19).</summary>
    public long? MemoryPeakBytes => ReadNumber("memory", host.IsUnified ? "memory.peak" : "memory.max_usage_in_bytes");

    /// <summary>Processor time in seconds.</summary>
    public double CpuSeconds => host.IsUnified
        ? (ReadValue("cpu", "cpu.stat", "usage_usec") ?? 0) / 1e6
        : (ReadNumber("cpuacct", "cpuacct.usage") ?? 0) / 1e9;

    /// <summary>Processes and threads.</summary>
    public int Pids => (int)(ReadNumber("pids", "pids.current") ?? 0);

    /// <summary>Asks the kernel to freeze or thaw; <see cref="IsFrozen"/> tells when it is done.</summary>
    public void Freeze(bool frozen)
    {
        var (file, value) = host.IsUnified ? ("cgroup.freeze", frozen ? "1" : "0") : ("freezer.state", frozen ? "FROZEN" : "THAWED");
        File.WriteAllText(Path.Combine(Folder("freezer") ?? throw new IOException("The host has no cgroup freezer."), file), value);
    }

    /// <summary>Lets everything in it run, whatever state it is in: also one that is only about to be frozen. Nothing when it is gone.</summary>
    public void Thaw()
    {
        if (Folder("freezer") is { } folder && Directory.Exists(folder))
            Freeze(false);
    }

    /// <summary>Removes it with all below it; false while something still lives in it.</summary>
    public bool TryRemove() => TryRemove(host.Roots.SelectMany(root => Tree(Join(root)).Reverse()));

    /// <summary>Removes it where nothing is below it.</summary>
    public bool TryRemoveEmpty() => TryRemove(host.Roots.Select(Join));

    private static bool TryRemove(IEnumerable<string> folders)
    {
        var gone = true;
        foreach (var folder in folders)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (DirectoryNotFoundException)
            {
            }
            catch (IOException)
            {
                // EBUSY: something is in it, or a process that was in it has not been reaped yet.
                gone = false;
            }
        }
        return gone;
    }

    private string Join(string root) => root + path;

    private string? Folder(string controller) => host.RootOf(controller) is { } root ? Join(root) : null;

    // The folder and those below it, parents first.
    private static IEnumerable<string> Tree(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder);

    private string? Read(string controller, string file) => Folder(controller) is { } folder
        ? ReadLines(Path.Combine(folder, file)).FirstOrDefault()
        : null;

    private long? ReadNumber(string controller, string file) =>
        long.TryParse(Read(controller, file), CultureInfo.InvariantCulture, out var number) ? number : null;

    // From a file of "name value" lines.
    private long? ReadValue(string controller, string file, string name)
    {
        if (Folder(controller) is not { } folder)
            return null;
        foreach (var line in ReadLines(Path.Combine(folder, file)))
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' ')
                return long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
        return null;
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoDevice })
        {
            return [];
        }
    }

    // ENODEV: the cgroup was removed between opening the file and reading it.
    private const int NoDevice = 19;
}
