namespace Warren.Drivers.Oci.Runtime;

/// <summary>In what a runtime differs from runc.</summary>
/// <param name="GlobalFlags">Flags before its command.</param>
/// <param name="PassesDescriptors">
/// Whether the guest can inherit a socket. gVisor's kernel cannot take one over, so there the guest dials out.
/// </param>
/// <param name="OwnThreads">
/// Threads on the host that it needs for itself and that count against the sandbox's limit, so are added to it.
/// </param>
/// <param name="WritesMounts">
/// Whether it can write to folders of the host. gVisor makes files as the sandbox's root, who is nobody there.
/// </param>
/// <param name="RunsUnreadable">
/// Whether it starts a program that may be run but not read. gVisor's kernel opens it as its user.
/// </param>
/// <param name="HoldsCells">
/// Whether its sandboxes can hold cells: their processes are in cgroups of the host's, which gVisor's are not.
/// </param>
internal sealed record RuntimeTraits(IReadOnlyList<string> GlobalFlags, bool PassesDescriptors, int OwnThreads, bool WritesMounts, bool RunsUnreadable, bool HoldsCells)
{
    private static readonly RuntimeTraits Standard = new([], PassesDescriptors: true, OwnThreads: 0, WritesMounts: true, RunsUnreadable: true, HoldsCells: true);

    // Without the first flag nothing outside can be connected to; with it, what is mounted into the sandbox can.
    private static readonly RuntimeTraits Gvisor = new(["--host-uds=open", "--network=none", "--overlay2=none"], PassesDescriptors: false, OwnThreads: 256, WritesMounts: false, RunsUnreadable: false, HoldsCells: false);

    /// <summary>The traits of a runtime by its name.</summary>
    public static RuntimeTraits Of(string runtime) => runtime == "runsc" ? Gvisor : Standard;
}
