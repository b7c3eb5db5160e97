namespace Warren.Tools.Runs;

/// <summary>How many runs there are at a time, and what each gets.</summary>
public sealed record ToolRunOptions
{
    /// <summary>Most runs at a time.</summary>
    public int MaxRunning { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Most runs that wait for their turn; one more is refused.</summary>
    public int MaxQueued { get; init; } = 1000;

    /// <summary>Seconds that a program may run where its input does not say.</summary>
    public double Timeout { get; init; } = 30;

    /// <summary>Processor cores where the input does not say.</summary>
    public double Cpu { get; init; } = 0.5;

    /// <summary>Memory in bytes where the input does not say.</summary>
    public long Memory { get; init; } = 512L << 20;

    /// <summary>Writable disk in bytes where the input does not say.</summary>
    public long Disk { get; init; } = 1L << 30;

    /// <summary>Processes and threads where the input does not say.</summary>
    public int Pids { get; init; } = 128;

    /// <summary>How long a sandbox that holds cells is kept while nothing runs in it.</summary>
    public TimeSpan CellIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of each output that the answer itself holds.</summary>
    public int MaxInline { get; init; } = 10 * 1024;

    /// <summary>How often it is looked for artifacts whose time is over.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(5);
}
