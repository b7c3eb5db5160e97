namespace Warren.Sandboxes.Execs;

/// <summary>Where and how much output of execs is kept.</summary>
public sealed record OutputOptions
{
    /// <summary>Folder of the output of all sandboxes; made when it is first needed.</summary>
    public required string Folder { get; init; }

    /// <summary>Most bytes on disk of one output; beyond it the first half and the last are kept.</summary>
    public long MaxStream { get; init; } = 64 << 20;

    /// <summary>Bytes on disk of one file of it; an output loses its middle file by file.</summary>
    public int SegmentSize { get; init; } = 4 << 20;

    /// <summary>
    /// Most bytes on disk of one sandbox. The oldest ended execs go first; where that is not enough, running ones keep
    /// little.
    /// </summary>
    public long MaxSandbox { get; init; } = 512 << 20;

    /// <summary>Most ended execs of one sandbox.</summary>
    public int MaxEnded { get; init; } = 256;

    /// <summary>How far an exec may run ahead of who reads it live.</summary>
    public int MaxAhead { get; init; } = 4 << 20;

    /// <summary>How long a reader that takes nothing holds an exec back, and how long input that is not taken waits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long ends of execs, which the guest remembers meanwhile, are gathered before they are stored together.</summary>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the guest remembers an exec that it could forget, so that it forgets many at once.</summary>
    public TimeSpan ForgetDelay { get; init; } = TimeSpan.FromSeconds(1);
}
