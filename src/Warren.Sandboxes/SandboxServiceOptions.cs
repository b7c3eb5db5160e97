namespace Warren.Sandboxes;

/// <summary>Defaults of a spec and bounds of what may be asked for.</summary>
public sealed record SandboxServiceOptions
{
    /// <summary>Image of a spec that names none.</summary>
    public string DefaultImage { get; init; } = "warren/worker";

    /// <summary>Driver of a spec that names none.</summary>
    public string DefaultDriver { get; init; } = "oci";

    /// <summary>Most processor cores of one sandbox.</summary>
    public double MaxCpu { get; init; } = Environment.ProcessorCount;

    /// <summary>Most memory of one sandbox in bytes.</summary>
    public long MaxMemory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Most disk of one sandbox in bytes.</summary>
    public long MaxDisk { get; init; } = 1L << 40;

    /// <summary>Most processes and threads of one sandbox.</summary>
    public int MaxPids { get; init; } = 32_768;

    /// <summary>How long a guest may take to answer after its start, and for every short call.</summary>
    public TimeSpan GuestDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a sandbox that is stopped has to end by itself.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of each output stream that an exec's JSON answer holds; beyond it the middle is left out.</summary>
    public int MaxInlineOutput { get; init; } = 1 << 20;

    /// <summary>Most sandboxes that are made ahead and wait for somebody to ask for one; 0 makes none.</summary>
    public int MaxIdle { get; init; }

    /// <summary>How long what exists on an engine without a record is left alone.</summary>
    public TimeSpan OrphanGrace { get; init; } = TimeSpan.FromMinutes(2);
}
