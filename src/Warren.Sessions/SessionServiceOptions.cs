namespace Warren.Sessions;

/// <summary>Defaults of a session and how often what lies in its way is looked at.</summary>
public sealed record SessionServiceOptions
{
    /// <summary>Workspace of what names none.</summary>
    public const string DefaultWorkspace = "default";

    /// <summary>Where sessions see their volume.</summary>
    public const string VolumeTarget = "/workspace";

    /// <summary>Label of a session's sandbox.</summary>
    public const string Label = "warren.session";

    /// <summary>Image of a session whose spec names none.</summary>
    public string DefaultImage { get; init; } = "warren/worker";

    /// <summary>Cores of a session whose spec says none.</summary>
    public double DefaultCpu { get; init; } = 0.5;

    /// <summary>Bytes of memory of a session whose spec says none.</summary>
    public long DefaultMemory { get; init; } = 512L << 20;

    /// <summary>Bytes of the volume of a session whose spec says none.</summary>
    public long DefaultDisk { get; init; } = 1L << 30;

    /// <summary>Seconds without activity until a session whose spec says none becomes idle.</summary>
    public double DefaultIdleTimeoutSeconds { get; init; } = 300;

    /// <summary>How often it is seen whether something is due.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the sandbox of a session is looked at.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(30);
}
