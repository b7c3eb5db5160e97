using System.Globalization;
using System.Runtime.InteropServices;

namespace Warren.Drivers.Docker.Engine;

/// <summary>What is known of an engine.</summary>
/// <param name="Version">Which it is.</param>
/// <param name="Info">What it and its host can do.</param>
internal sealed record EngineFacts(EngineVersion Version, EngineInfo Info)
{
    // Those that the guest was tried under.
    private static readonly string[] KnownRuntimes = ["runc", "crun"];

    /// <summary>Its name and version.</summary>
    public string Name => $"{(Version.IsPodman ? "Podman" : "Docker")} {Version.Version}, API {Version.ApiVersion}";

    /// <summary>Whether it serves the version of the API that is spoken.</summary>
    public bool IsNewEnough => System.Version.TryParse(Version.ApiVersion, out var api) && api >= System.Version.Parse(EngineClient.Version);

    /// <summary>Whether it runs what this program was built for.</summary>
    public bool IsOurKind => Version.Os is "linux"
        && Version.Arch == (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64");

    /// <summary>Runtimes that a sandbox may name, the engine's default first. Podman has one for all containers.</summary>
    public IReadOnlyList<string> Runtimes
    {
        get
        {
            string[] own = Info.DefaultRuntime is { } standard && KnownRuntimes.Contains(standard) ? [standard] : [];
            return Version.IsPodman ? own : [.. own.Concat(KnownRuntimes.Where(name => Info.Runtimes?.ContainsKey(name) == true)).Distinct()];
        }
    }

    /// <summary>
    /// Whether the writable space of a container can be limited, by what its storage driver documents. Overlays can only on XFS with project quotas, which
    /// the engine does not tell: it then refuses the first container.
    /// </summary>
    public bool LimitsDisks => LimitsWithImage
        || (Info.Driver is "overlay2" or "overlay" && Storage("Backing Filesystem") is "xfs");

    /// <summary>
    /// Whether such a limit is of all that a container's files refer to, those of its image too (moby, daemon/graphdriver/btrfs, BTRFS_QGROUP_LIMIT_MAX_RFER).
    /// </summary>
    public bool LimitsWithImage => Info.Driver is "btrfs" or "zfs";

    /// <summary>Whether containers have other ids than the host's users.</summary>
    public bool MapsIds => Info.Has("userns") || Info.Has("rootless");

    /// <summary>How it keeps files, for people.</summary>
    public string StorageText => string.Create(CultureInfo.InvariantCulture, $"storage driver {Info.Driver}{(Storage("Backing Filesystem") is { } below ? $" on {below}" : "")}");

    private string? Storage(string name) => Info.DriverStatus?.FirstOrDefault(pair => pair is [var key, _] && key == name)?[1];
}
