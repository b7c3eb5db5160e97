using System.Globalization;
using Warren.Drivers.Oci.Linux;

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

    /// <summary>Processor time in seconds; 0 where there is no such cgroup.</summary>
    public double CpuSeconds => host.IsUnified
        ? (ReadValue("cpu", "cpu.stat", "usage_usec") ?? 0) / 1e6
        : (ReadNumber("cpuacct", "cpuacct.usage") ?? 0) / 1e9;

    /// <summary>Processes and threads.</summary>
    public int Pids => (int)(ReadNumber("pids", "pids.current") ?? 0);

    /// <summary>
    /// Makes it, where it is not, with the limits of processor, memory and processes.
    /// </summary>
    public void Make(SandboxLimits limits)
    {
        foreach (var root in CgroupHost.NeededControllers.Select(host.RootOf).OfType<string>().Distinct())
        {
            Directory.CreateDirectory(Join(root));
            if (host.IsUnified)
                Delegate(root);
        }
        LimitCpu(limits);
        LimitPids(limits);
        // Without limits yet: memory and swap together must not be less than memory alone.
        Write("memory", host.IsUnified ? "memory.max" : "memory.limit_in_bytes", limits.Memory);
        if (!host.IsUnified && LimitsSwap)
            Write("memory", SwapLimit, limits.Memory);
    }

    /// <summary>Puts a process into it, so that what it starts is in it, too.</summary>
    public void Enter(int pid)
    {
        foreach (var root in CgroupHost.NeededControllers.Select(host.RootOf).OfType<string>().Distinct())
            KernelFile.Write(Path.Combine(Join(root), "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
    }

    // Version 2 has a controller in a cgroup only where all above it pass it on (cgroups(7), cgroup.subtree_control).
    private void Delegate(string root)
    {
        var folder = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            KernelFile.Write(Path.Combine(folder, "cgroup.subtree_control"), string.Join(' ', CgroupHost.NeededControllers.Select(controller => $"+{controller}")));
            folder = Path.Combine(folder, name);
        }
    }

    /// <summary>Sets the processor's limit and weight.</summary>
    public void LimitCpu(SandboxLimits limits)
    {
        if (host.IsUnified)
        {
            Write("cpu", "cpu.max", limits.CpuMax);
            Write("cpu", "cpu.weight", limits.Weight);
            return;
        }
        Write("cpu", "cpu.cfs_quota_us", limits.Quota);
        Write("cpu", "cpu.shares", limits.Shares);
    }

    /// <summary>Sets how many processes and threads there may be; those there are stay.</summary>
    public void LimitPids(SandboxLimits limits) => Write("pids", "pids.max", limits.Pids);

    /// <summary>Raises the memory limit.</summary>
    public void RaiseMemory(SandboxLimits limits)
    {
        if (host.IsUnified)
        {
            Write("memory", "memory.max", limits.Memory);
            return;
        }
        // Memory and swap together must never be less than memory alone.
        if (LimitsSwap)
            Write("memory", SwapLimit, limits.Memory);
        Write("memory", "memory.limit_in_bytes", limits.Memory);
    }

    /// <summary>Lowers the memory limit; false where more is in use than could be freed. Nothing is killed.</summary>
    public bool TryLowerMemory(SandboxLimits limits)
    {
        if (MemoryBytes > limits.Memory)
            return false;
        if (host.IsUnified)
            return TryLowerUnifiedMemory(limits);
        try
        {
            // Version 1 drops what can be dropped and refuses what does not fit.
            Write("memory", "memory.limit_in_bytes", limits.Memory);
            if (LimitsSwap)
                Write("memory", SwapLimit, limits.Memory);
            return true;
        }
        catch (IOException failure) when (failure.HResult == Errno.Busy)
        {
            return false;
        }
    }

    /// <summary>Asks the kernel to freeze or thaw; <see cref="IsFrozen"/> tells when it is done.</summary>
    public void Freeze(bool frozen)
    {
        var (file, value) = host.IsUnified ? ("cgroup.freeze", frozen ? "1" : "0") : ("freezer.state", frozen ? "FROZEN" : "THAWED");
        Write("freezer", file, value);
    }

    /// <summary>Makes it, without any limit, and asks the kernel to freeze what will be in it.</summary>
    public void MakeFrozen()
    {
        Directory.CreateDirectory(Folder("freezer") ?? throw NoController("freezer"));
        Freeze(true);
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

    private const string SwapLimit = "memory.memsw.limit_in_bytes";

    private bool LimitsSwap => Folder("memory") is { } folder && File.Exists(Path.Combine(folder, SwapLimit));

    // memory.max would kill until it fits. memory.high only drops what can be dropped; the caller has frozen the
    // sandbox, so that nothing grows between looking and limiting.
    private bool TryLowerUnifiedMemory(SandboxLimits limits)
    {
        Write("memory", "memory.high", limits.Memory);
        try
        {
            if (ReadNumber("memory", "memory.current") is not { } used || used > limits.Memory)
                return false;
            Write("memory", "memory.max", limits.Memory);
            return true;
        }
        finally
        {
            Write("memory", "memory.high", "max");
        }
    }

    private string Join(string root) => root + path;

    private string? Folder(string controller) => host.RootOf(controller) is { } root ? Join(root) : null;

    // The folder and those below it, parents first.
    private static IEnumerable<string> Tree(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder);

    private string? Read(string controller, string file) => Folder(controller) is { } folder
        ? KernelFile.ReadLine(Path.Combine(folder, file))
        : null;

    private long? ReadNumber(string controller, string file) =>
        Folder(controller) is { } folder ? KernelFile.ReadNumber(Path.Combine(folder, file)) : null;

    private long? ReadValue(string controller, string file, string name) =>
        Folder(controller) is { } folder ? KernelFile.ReadValue(Path.Combine(folder, file), name) : null;

    private void Write(string controller, string file, long value) => Write(controller, file, value.ToString(CultureInfo.InvariantCulture));

    private void Write(string controller, string file, string value) =>
        KernelFile.Write(Path.Combine(Folder(controller) ?? throw NoController(controller), file), value);

    private static IOException NoController(string controller) => new($"The host has no cgroup controller {controller}.");

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        // ENODEV: the cgroup was removed between opening the file and reading it.
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: Errno.NoDevice })
        {
            return [];
        }
    }
}
