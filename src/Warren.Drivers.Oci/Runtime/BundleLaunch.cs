using Warren.Api.Sandboxes;

namespace Warren.Drivers.Oci.Runtime;

/// <summary>What differs from one sandbox's bundle to another's.</summary>
internal sealed record BundleLaunch
{
    public required string SandboxId { get; init; }
    public required SandboxSpec Spec { get; init; }
    public required string Rootfs { get; init; }

    /// <summary>Host folders that the sandbox sees read-only.</summary>
    public required IReadOnlyList<(string Inside, string Outside)> GuestMounts { get; init; }

    public required IReadOnlyList<string> GuestArguments { get; init; }
    public required uint GuestUid { get; init; }
    public required uint FirstHostId { get; init; }
    public required string CgroupPath { get; init; }

    /// <summary>Whether it holds cells, for which its guest needs more capabilities.</summary>
    public required bool HoldsCells { get; init; }

    /// <summary>Whether the kernel accounts swap, so that it can be limited.</summary>
    public required bool LimitsSwap { get; init; }
}
