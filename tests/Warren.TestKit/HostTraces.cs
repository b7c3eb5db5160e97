using System.Globalization;

namespace Warren.TestKit;

/// <summary>Finds what sandboxes of an installation have left on the host, by looking at the host alone.</summary>
public static class HostTraces
{
    private const string Run = "/run/warren";

    /// <summary>One line for each process, mount, cgroup, loop device, folder and lease; none after the last sandbox is destroyed.</summary>
    /// <param name="installation">The installation's id.</param>
    /// <param name="stateFolder">Its state folder.</param>
    public static IReadOnlyList<string> Find(string installation, string stateFolder) =>
    [
        .. Below(Path.Combine(stateFolder, "sandboxes")),
        .. Below(Path.Combine(stateFolder, "oci", "sandboxes")),
        .. Below(Path.Combine(Run, installation, "sandboxes")),
        .. Leases(installation),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(installation, StringComparison.Ordinal)),
        .. LoopDevices(stateFolder),
        .. Cgroups(installation),
        .. Processes(installation),
    ];

    /// <summary>Ids of the sandboxes that an installation has leased host ids for.</summary>
    public static IEnumerable<string> Owners(string installation) => Leases(installation)
        .Select(lease => new FileInfo(lease).LinkTarget?.Split('/')[1]).OfType<string>();

    /// <summary>Removes the empty folders that an installation keeps on the host while it is in use.</summary>
    public static void Forget(string installation)
    {
        foreach (var group in CgroupsOf(installation))
            Directory.Delete(group);
        if (Path.Combine(Run, installation) is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    // A lease is a link whose target names its owner.
    private static IEnumerable<string> Leases(string installation) => Below(Path.Combine(Run, "ids"))
        .Where(lease => new FileInfo(lease).LinkTarget?.StartsWith(installation + "/", StringComparison.Ordinal) == true);

    private static IEnumerable<string> LoopDevices(string stateFolder) => Directory.EnumerateDirectories("/sys/block", "loop*")
        .Where(device => ReadText($"{device}/loop/backing_file").StartsWith(stateFolder + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Cgroups(string installation) => CgroupsOf(installation).SelectMany(Directory.EnumerateDirectories);

    private static IEnumerable<string> CgroupsOf(string installation) => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' '))
        .Where(fields => fields[2] is "cgroup" or "cgroup2")
        .Select(fields => $"{fields[1]}/warren/{installation}")
        .Where(Directory.Exists)
        .Distinct();

    // The runtime's own processes carry the installation in their environment, the guests in their cgroup. Of a process
    // whose parent has gone, its end may be all that is left until the host's init asks for it.
    private static IEnumerable<string> Processes(string installation) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
        .Where(folder => !ReadText($"{folder}/status").Contains("State:\tZ", StringComparison.Ordinal))
        .Where(folder => (ReadText($"{folder}/environ") + ReadText($"{folder}/cgroup")).Contains(installation, StringComparison.Ordinal))
        .Select(folder => $"{folder}: {ReadText($"{folder}/cmdline").Replace('\0', ' ')}");

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
