namespace Warren.Drivers.Oci.Cgroups;

/// <summary>
/// An empty cgroup that stays frozen, for the sake of pauses of others. With the first cgroup of a host that is frozen and
/// the last one that is thawed, version 1 switches a check in the kernel's own code on and off (the static key
/// freezer_active, kernel/cgroup/legacy_freezer.c since Linux 6.1), which stops all processors for milliseconds. While
/// this one is frozen, no pause is the first and no resume the last.
/// </summary>
internal sealed class FrozenCgroup
{
    private readonly SandboxCgroup _cgroup;
    private readonly bool _isOfUse;
    private volatile bool _made;

    /// <summary>Describes it; nothing on the host is touched yet.</summary>
    public FrozenCgroup(CgroupHost host, string path)
    {
        _cgroup = host.Open(path);
        // Version 2 freezes by signals alone.
        _isOfUse = !host.IsUnified;
    }

    /// <summary>Makes it where it is of use and not there yet. One that a killed server left is as good.</summary>
    public void Make()
    {
        if (!_isOfUse || _made)
            return;
        _cgroup.MakeFrozen();
        _made = true;
    }

    /// <summary>Removes it.</summary>
    public void Remove() => _cgroup.TryRemove();
}
