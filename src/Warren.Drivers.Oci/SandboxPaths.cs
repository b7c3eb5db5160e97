using System.Globalization;

namespace Warren.Drivers.Oci;

/// <summary>Where everything of one sandbox is, by its id alone, so that it is found when nothing else is known.</summary>
internal sealed class SandboxPaths(OciDriverOptions options, string id)
{
    /// <summary>The sandbox's id.</summary>
    public string Id => id;

    /// <summary>Folder of what outlives the sandbox's processes.</summary>
    public string State { get; } = Path.Combine(StateRoot(options), id);

    /// <summary>The writable disk.</summary>
    public string Disk => Path.Combine(State, "disk.ext4");

    /// <summary>What it was made from. Written last: where it is missing, making did not come to an end.</summary>
    public string Made => Path.Combine(State, "sandbox.json");

    /// <summary>Lies there while its limits are being changed.</summary>
    public string Resizing => Path.Combine(State, "resizing");

    /// <summary>Folder of what ends with the sandbox's processes. The sandbox's root passes through it to its root file system.</summary>
    public string Run { get; } = Path.Combine(RunRoot(options), id);

    /// <summary>The part of <see cref="Run"/> that only the host's root may enter; it is the bundle too.</summary>
    public string Bundle => Path.Combine(Run, "host");

    /// <summary>The socket that the guest listens on.</summary>
    public string Socket => Path.Combine(Bundle, "guest.sock");

    /// <summary>The folder that the sandbox sees where its guest has to dial out.</summary>
    public string Door => Path.Combine(Run, "door");

    /// <summary>The socket that the guest dials.</summary>
    public string DoorSocket => Path.Combine(Door, "guest.sock");

    /// <summary>What the guest proves itself by.</summary>
    public string DoorSecret => Path.Combine(Door, "secret");

    /// <summary>The process and leases of a started sandbox. Written last: where it is missing, the start did not come to an end.</summary>
    public string Started => Path.Combine(Bundle, "started.json");

    /// <summary>Its cgroup, relative to the root of every hierarchy.</summary>
    public string Cgroup => $"/warren/{options.InstallationId}/{id}";

    /// <summary>The cgroup of an installation that is always frozen, beside that of its sandboxes.</summary>
    public static string FrozenCgroup(OciDriverOptions options) => $"/warren/{options.InstallationId}.frozen";

    /// <summary>
    /// The cgroup that the runtime puts the guest into: a part of the sandbox's where cells have others, as version 2 has no
    /// processes beside the parts of a cgroup.
    /// </summary>
    public string GuestCgroup(MadeSandbox made) => made.Cells is null ? Cgroup : $"{Cgroup}/guest";

    /// <summary>The cgroup of a slot for cells.</summary>
    public string CellCgroup(int slot) => string.Create(CultureInfo.InvariantCulture, $"{Cgroup}/cell-{slot}");

    /// <summary>The disk of a slot for cells.</summary>
    public string CellDisk(int slot) => Path.Combine(State, string.Create(CultureInfo.InvariantCulture, $"cell-{slot}.ext4"));

    /// <summary>Folder of all sandboxes' states.</summary>
    public static string StateRoot(OciDriverOptions options) => Path.Combine(options.StateFolder, "sandboxes");

    /// <summary>Folder of all sandboxes' run folders.</summary>
    public static string RunRoot(OciDriverOptions options) => Path.Combine(options.RunFolder, options.InstallationId, "sandboxes");
}
