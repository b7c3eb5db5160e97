using System.Globalization;
using Warren.Api.Sandboxes;
using Warren.Drivers.Oci.Runtime;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci.Cgroups;

/// <summary>The limits of a spec as cgroups have them.</summary>
/// <param name="Memory">Bytes, swap included.</param>
/// <param name="Quota">Microseconds of processor time in each period.</param>
/// <param name="Shares">Weight against others where the host is busy, in the terms of version 1 (2 to 262144).</param>
/// <param name="Pids">Processes and threads, with those that the runtime needs for itself.</param>
internal sealed record SandboxLimits(long Memory, long Quota, long Shares, long Pids)
{
    /// <summary>Microseconds of the period that <see cref="Quota"/> is for.</summary>
    public const int Period = 100_000;

    /// <summary>The limits of a spec.</summary>
    public static SandboxLimits Of(SandboxSpec spec) => new(
        spec.Memory!.Value,
        (long)(spec.Cpu!.Value * Period),
        Math.Max(2, (long)(spec.Cpu.Value * 1024)),
        spec.Pids!.Value + RuntimeTraits.Of(spec.Runtime!).OwnThreads);

    /// <summary>
    /// The limits of each cell. What the processes that keep its slot need is added: two of them, and what they have changed of
    /// the memory that they share with the guest.
    /// </summary>
    public static SandboxLimits Of(CellPlan plan) => new(
        plan.Memory + KeepersMemory, (long)(plan.Cpu * Period), Math.Max(2, (long)(plan.Cpu * 1024)), plan.Pids + Keepers);

    private const long KeepersMemory = 4 << 20;
    private const int Keepers = 2;

    /// <summary>The weight in the terms of version 2 (1 to 10000), as runtimes convert it.</summary>
    public long Weight => 1 + (Shares - 2) * 9999 / 262_142;

    /// <summary>The content of version 2's <c>cpu.max</c>.</summary>
    public string CpuMax => string.Create(CultureInfo.InvariantCulture, $"{Quota} {Period}");
}
