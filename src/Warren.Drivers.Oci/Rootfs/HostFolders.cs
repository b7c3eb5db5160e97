using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Drivers.Oci.Linux;
using Warren.Drivers.Oci.Runtime;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>
/// The folders of the host that specs name. Each is opened once, from the folder that the operator has allowed and
/// without following a link; what is checked and what is mounted is that descriptor, so nothing can be put in its place.
/// </summary>
internal sealed class HostFolders(OciDriverOptions options)
{
    // Kernel interfaces, and sockets of the host's services.
    private static readonly string[] Closed = ["/proc", "/sys", "/dev", "/run"];

    /// <summary>Checks that every folder of a spec could be mounted now.</summary>
    public void Check(SandboxSpec spec)
    {
        foreach (var mount in spec.Mounts ?? [])
            if (!mount.ReadOnly && !RuntimeTraits.Of(spec.Runtime!).WritesMounts)
                throw Refused(ErrorCode.CapabilityMissing, mount, $"can be mounted with readOnly only by the runtime {spec.Runtime}");
            else
                Open(mount, out _).Dispose();
    }

    /// <summary>
    /// Makes a mount of a folder that is not in the tree yet. Its owner outside is the user <c>agent</c> inside, and the
    /// other way around; files of others belong to nobody there.
    /// </summary>
    /// <param name="mount">What the spec says.</param>
    /// <param name="firstHostId">The host's id for the sandbox's root.</param>
    public SafeFileHandle Mount(SandboxMount mount, uint firstHostId)
    {
        using var folder = Open(mount, out var facts);
        var agent = firstHostId + GuestIdentity.AgentUid;
        using var owners = UserNamespace.Create(
            string.Create(CultureInfo.InvariantCulture, $"{facts.Owner} {agent} 1"), string.Create(CultureInfo.InvariantCulture, $"{facts.Group} {agent} 1"));
        try
        {
            return Mounts.CloneIdMapped(folder, owners, mount.ReadOnly);
        }
        catch (IOException failure) when (failure.HResult == Errno.Invalid)
        {
            throw new WarrenException(ErrorCode.CapabilityMissing, $"The file system of {mount.Source} cannot be mounted with mapped owners.", failure);
        }
    }

    private SafeFileHandle Open(SandboxMount mount, out FolderFacts facts)
    {
        var root = options.MountRoots.Where(root => mount.Source == root || mount.Source.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)).MaxBy(root => root.Length)
            ?? throw Refused(ErrorCode.Forbidden, mount, "is not below a folder that the operator has allowed");
        using var allowed = FolderHandle.TryOpen(root)
            ?? throw Refused(ErrorCode.CapabilityMissing, mount, "is below an allowed folder that is not there");
        var folder = FolderHandle.TryOpenBeneath(allowed, mount.Source[root.Length..].Trim('/'))
            ?? throw Refused(ErrorCode.InvalidRequest, mount, Marshal.GetLastPInvokeError() switch
            {
                Errno.NoEntry => "is not there",
                Errno.NotFolder => "is no folder",
                Errno.Loop or Errno.CrossDevice => "leads through a symbolic link",
                var error => $"cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}",
            });
        try
        {
            facts = FolderHandle.Inspect(folder);
            if (IsProtected(folder))
                throw Refused(ErrorCode.Forbidden, mount, "holds, or is in, a folder of the server or the system that is never mounted");
            // What the sandbox makes belongs to that owner on the host: root's programs must not be of its making.
            if (!mount.ReadOnly && (facts.Owner == 0 || facts.Group == 0))
                throw Refused(ErrorCode.Forbidden, mount, "belongs to root; have it given to a user and group (chown), or mount it with readOnly");
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private bool IsProtected(SafeFileHandle folder)
    {
        var ancestry = FolderHandle.Ancestry(folder);
        foreach (var path in Closed.Append(options.RunFolder).Append(options.StateFolder).Concat(options.ProtectedFolders))
        {
            using var closed = FolderHandle.TryOpen(path);
            if (closed is null)
                continue;
            var above = FolderHandle.Ancestry(closed);
            if (ancestry.Contains(above[0]) || above.Contains(ancestry[0]))
                return true;
        }
        return false;
    }

    private static WarrenException Refused(ErrorCode code, SandboxMount mount, string why) =>
        new(new Dictionary<string, string[]> { ["mounts"] = [$"{mount.Source} {why}"] }, code);
}
