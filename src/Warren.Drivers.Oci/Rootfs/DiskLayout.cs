using Warren.Guest.Protocol;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>What a fresh disk is formatted with.</summary>
/// <param name="Folders">Its folders.</param>
/// <param name="Owner">User and group that they belong to.</param>
/// <param name="Options">Options of mkfs.ext4(8) for what a disk of this kind is for.</param>
internal sealed record DiskLayout(IReadOnlyList<string> Folders, uint Owner, IReadOnlyList<string> Options)
{
    /// <summary>The folder of a volume that sandboxes see; beside it is what the file system keeps for itself.</summary>
    public const string Content = "data";

    /// <summary>
    /// A sandbox's own disk: an overlay's upper and work folder. It needs no journal, as it ends with the sandbox.
    /// </summary>
    public static DiskLayout Overlay { get; } = new(["upper", "work"], 0, ["-O", "^has_journal,^resize_inode"]);

    /// <summary>A volume, which has to be whole after the host has lost its power: with a journal, a small one as it is taken from its size.</summary>
    public static DiskLayout Volume { get; } = new([Content], GuestIdentity.AgentUid, ["-O", "^resize_inode", "-J", "size=4"]);
}
