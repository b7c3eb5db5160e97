namespace Warren.Drivers.Oci;

/// <summary>Where the Oci driver keeps things and what it uses of the host.</summary>
public sealed record OciDriverOptions
{
    /// <summary>Letters and digits that tell this installation's sandboxes from those of others on the host.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Folder of what outlives a reboot: the sandboxes' disks. Only its owner may read it.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Folder of volumes; null for <c>volumes</c> of <see cref="StateFolder"/>. Only its owner may read it.</summary>
    public string? VolumesFolder { get; init; }

    /// <summary>The guest's static binary.</summary>
    public required string GuestBinary { get; init; }

    /// <summary>Folder of what does not outlive a reboot: sockets, mount points, leases of id ranges.</summary>
    public string RunFolder { get; init; } = "/run/warren";

    /// <summary>The runtimes to look for, the default first.</summary>
    public IReadOnlyList<string> Runtimes { get; init; } = ["runc", "crun", "runsc"];

    /// <summary>Seccomp profile that user code runs under, in the form of containers-common.</summary>
    public string SeccompProfile { get; init; } = "/usr/share/containers/seccomp.json";

    /// <summary>Beyond the ids that systemd and subuid(5) give out, and below those that count as negative.</summary>
    public const uint DefaultFirstHostId = 1_879_048_192;

    /// <summary>First host id of the ranges given to sandboxes.</summary>
    public uint FirstHostId { get; init; } = DefaultFirstHostId;

    /// <summary>How many ranges of 65,536 ids there are from <see cref="FirstHostId"/> on.</summary>
    public int IdRanges { get; init; } = 4096;

    /// <summary>Folders of the host below which specs may name one to mount.</summary>
    public IReadOnlyList<string> MountRoots { get; init; } = [];

    /// <summary>Folders that are never mounted, beside those of this driver and the system's.</summary>
    public IReadOnlyList<string> ProtectedFolders { get; init; } = [];

    /// <summary>How many sandboxes may be starting at the same time; the others wait their turn, so that the first are not as late as the last.</summary>
    public int ConcurrentStarts { get; init; } = Math.Max(4, Environment.ProcessorCount * 4);

    /// <summary>How long the runtime, and each step of a clean-up, may take.</summary>
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromSeconds(30);
}
