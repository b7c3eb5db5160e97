namespace Warren.Tools.Artifacts;

/// <summary>Where artifacts are kept, how much of them and for how long.</summary>
public sealed record ArtifactOptions
{
    /// <summary>The folder of all artifacts; made when it is first needed.</summary>
    public required string Folder { get; init; }

    /// <summary>Most bytes of one run; what is beyond is not kept, and said to be.</summary>
    public long MaxRunBytes { get; init; } = 2L << 30;

    /// <summary>Most files of one run.</summary>
    public int MaxRunFiles { get; init; } = 20_000;

    /// <summary>Bytes of an owner's from which on no further run is taken.</summary>
    public long MaxOwnerBytes { get; init; } = 20L << 30;

    /// <summary>Files of an owner's from which on no further run is taken.</summary>
    public long MaxOwnerFiles { get; init; } = 1_000_000;

    /// <summary>How long the artifacts of a run, and its place in the history, are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}
