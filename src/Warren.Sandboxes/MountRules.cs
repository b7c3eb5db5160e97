using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>What a spec may say of its mounts. What is at the paths only the driver sees.</summary>
internal static class MountRules
{
    private const int MaxMounts = 32, MaxPath = 4096;

    // The kernel's own, and what the guest is and is reached by.
    private static readonly string[] Closed = ["/proc", "/sys", "/dev", "/.warren", "/.warren-door"];

    /// <summary>Reports what is wrong with the mounts of a spec, and what the driver or its operator does not allow.</summary>
    /// <param name="mounts">The mounts.</param>
    /// <param name="driver">The driver that is to make them.</param>
    /// <param name="wrong">Takes a field and what is wrong with it.</param>
    /// <param name="missing">Takes a field and what the driver lacks for it.</param>
    public static void Check(IReadOnlyList<SandboxMount> mounts, ISandboxDriver? driver, Action<string, string> wrong, Action<string, string> missing)
    {
        if (mounts.Count > MaxMounts)
            wrong("mounts", $"must have at most {MaxMounts} entries");
        for (var i = 0; i < Math.Min(mounts.Count, MaxMounts); i++)
        {
            var (mount, field) = (mounts[i], $"mounts[{i}]");
            if (mount is null)
            {
                wrong(field, "must be an object with source and target");
                continue;
            }
            CheckTarget(mount.Target, mounts.Take(i), $"{field}.target", wrong);
            CheckSource(mount.Source, driver?.Capabilities.MountRoots ?? [], $"{field}.source", wrong, missing);
        }
    }

    private static void CheckTarget(string target, IEnumerable<SandboxMount> others, string field, Action<string, string> wrong)
    {
        if (!IsPlain(target) || target == "/")
            wrong(field, "must be an absolute path below / without '.', '..', doubled or trailing slashes");
        else if (Closed.Any(closed => IsAtOrBelow(target, closed)))
            wrong(field, $"must not be at or below {string.Join(", ", Closed[..^1])}");
        else if (others.FirstOrDefault(other => other is not null && other.Target is not null && (IsAtOrBelow(target, other.Target) || IsAtOrBelow(other.Target, target))) is { } other)
            wrong(field, $"must not be at, below or above the other target {other.Target}");
    }

    private static void CheckSource(string source, IReadOnlyList<string> roots, string field, Action<string, string> wrong, Action<string, string> missing)
    {
        if (!IsPlain(source))
            wrong(field, "must be an absolute path without '.', '..', doubled or trailing slashes");
        else if (roots.Count == 0)
            missing(field, "this server mounts no folders of its host; its operator allows some with WARREN_MOUNT_ROOTS=/folder:/another, the folders below which any may be mounted");
        else if (!roots.Any(root => IsAtOrBelow(source, root)))
            wrong(field, "is not below a folder that the operator has allowed with WARREN_MOUNT_ROOTS");
    }

    private static bool IsPlain(string? path) => path is ['/', ..] && path.Length <= MaxPath && !path.Any(char.IsControl)
        && (path.Length == 1 || path[1..].Split('/').All(name => name is not ("" or "." or "..")));

    private static bool IsAtOrBelow(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
