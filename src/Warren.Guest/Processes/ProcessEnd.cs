namespace Warren.Guest.Processes;

/// <summary>What the kernel tells of an ended process (wait4(2)).</summary>
/// <param name="ExitCode">Exit code; 128 plus the signal where one ended it.</param>
/// <param name="Signal">That signal, or null.</param>
/// <param name="PeakMemory">Bytes.</param>
/// <param name="Cpu">User and system time.</param>
/// <param name="Timestamp">When it was reaped, by <see cref="TimeProvider.GetTimestamp"/>.</param>
internal readonly record struct ProcessEnd(int ExitCode, int? Signal, long PeakMemory, TimeSpan Cpu, long Timestamp);
