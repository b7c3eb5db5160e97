namespace Warren.Guest.Protocol;

/// <summary>What nobody in a sandbox sees of the kernel: its driver hides it, and the guest does in the cells in it.</summary>
public static class SandboxMasks
{
    /// <summary>Paths that are covered by nothing.</summary>
    public static IReadOnlyList<string> Hidden { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/pressure", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/dmi", "/sys/devices/virtual/powercap",
        "/sys/firmware", "/sys/fs", "/sys/kernel", "/sys/module", "/sys/power",
    ];

    /// <summary>Paths that are read-only.</summary>
    public static IReadOnlyList<string> ReadOnly { get; } =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
