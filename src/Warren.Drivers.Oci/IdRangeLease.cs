using System.Globalization;
using Warren.Api;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci;

/// <summary>
/// The range of host ids that one sandbox's users are mapped to. A lease is a symbolic link that only one process on the
/// host can make (symlink(2)) and whose target names the owner, so installations that know nothing of each other never share a range.
/// </summary>
/// <param name="FirstId">The host id that the sandbox's root is mapped to.</param>
internal sealed record IdRangeLease(uint FirstId)
{
    /// <summary>Ids in a range.</summary>
    public const uint Length = 65_536;

    /// <summary>Takes a free range for a sandbox, or the one it has already.</summary>
    public static IdRangeLease Take(OciDriverOptions options, string sandboxId)
    {
        var folder = Directory.CreateDirectory(Folder(options)).FullName;
        using var gate = FolderLock.Share(folder);
        var owner = Owner(options, sandboxId);
        // Start somewhere else each time, so that searching stays short when many are taken.
        var start = Random.Shared.Next(options.IdRanges);
        for (var tried = 0; tried < options.IdRanges; tried++)
        {
            var index = (start + tried) % options.IdRanges;
            if (TryCreate(Path.Combine(folder, index.ToString(CultureInfo.InvariantCulture)), owner))
                return new IdRangeLease(options.FirstHostId + (uint)index * Length);
        }
        throw new WarrenException(ErrorCode.TooManyRequests, $"All {options.IdRanges} id ranges of this host are in use; delete a sandbox first.");
    }

    /// <summary>
    /// Gives back the ranges of installations that are no more. Every lease is younger than the run folder of its
    /// installation, and that stays while any of its sandboxes runs; nobody takes a range meanwhile.
    /// </summary>
    public static void ReleaseOrphans(OciDriverOptions options)
    {
        var folder = Folder(options);
        if (!Directory.Exists(folder))
            return;
        using var gate = FolderLock.Own(folder);
        foreach (var lease in Directory.EnumerateFiles(folder))
            if (ReadOwner(lease)?.Split('/')[0] is { Length: > 0 } installation && !Directory.Exists(Path.Combine(options.RunFolder, installation)))
                File.Delete(lease);
    }

    /// <summary>Gives back a range, by the host id it starts at.</summary>
    public static void Release(OciDriverOptions options, uint firstId) =>
        File.Delete(Path.Combine(Folder(options), ((firstId - options.FirstHostId) / Length).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Gives back every range of a sandbox. Reads all leases: for clean-up after a crash.</summary>
    public static void ReleaseAll(OciDriverOptions options, string sandboxId)
    {
        var folder = Folder(options);
        if (!Directory.Exists(folder))
            return;
        foreach (var lease in Directory.EnumerateFiles(folder))
            if (ReadOwner(lease) == Owner(options, sandboxId))
                File.Delete(lease);
    }

    private static string Folder(OciDriverOptions options) => Path.Combine(options.RunFolder, "ids");

    private static string Owner(OciDriverOptions options, string sandboxId) => $"{options.InstallationId}/{sandboxId}";

    private static bool TryCreate(string path, string owner)
    {
        // A link can be made with its content in one step, which a file cannot: a lease never lacks its owner.
        try
        {
            File.CreateSymbolicLink(path, owner);
            return true;
        }
        catch (IOException) when (new FileInfo(path).LinkTarget is not null)
        {
            return false;
        }
    }

    private static string? ReadOwner(string lease) => new FileInfo(lease).LinkTarget;
}
