using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci.Cgroups;

/// <summary>
/// Spares a runtime the longest wait of its start. The first move of a process between cgroups makes the kernel wait
/// for an RCU grace period, 8 to 25 ms; one right after another does not (cgroup_threadgroup_rwsem: kernel/cgroup,
/// kernel/rcu/sync.c). So this process moves to where it is already, which changes nothing, while the runtime loads.
/// </summary>
internal sealed class MoveAhead(CgroupHost host)
{
    // The first waits; the second keeps the kernel from going back to waiting before the runtime's own move.
    private const int Moves = 2;

    private readonly string? _file = FindOwn(host);
    private int _isUnderWay;

    /// <summary>Begins; the result is awaited once the runtime has ended. At most one at a time does anything.</summary>
    public Task Begin() => _file is not null && Interlocked.Exchange(ref _isUnderWay, 1) == 0 ? Task.Run(Move) : Task.CompletedTask;

    private void Move()
    {
        try
        {
            for (var move = 0; move < Moves; move++)
                KernelFile.Write(_file!, "0");
        }
        catch (IOException)
        {
            // It only saves time. A host that does not allow it loses nothing else.
        }
        finally
        {
            Volatile.Write(ref _isUnderWay, 0);
        }
    }

    // Lines of "number:controllers:path", no controllers for version 2 (cgroups(7)).
    private static string? FindOwn(CgroupHost host)
    {
        foreach (var fields in File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)))
        {
            var root = fields[1].Length == 0 ? host.UnifiedRoot : host.RootOf(fields[1].Split(',')[0]);
            if (root is not null && root + fields[2].TrimEnd('/') + "/cgroup.procs" is var file && File.Exists(file))
                return file;
        }
        return null;
    }
}
