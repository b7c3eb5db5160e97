namespace Warren.Cli.Output;

/// <summary>What a value says of the thing; on a terminal its colour.</summary>
internal enum Tone
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>It is well.</summary>
    Good,

    /// <summary>It rests, or is under way.</summary>
    Waiting,

    /// <summary>It failed.</summary>
    Bad,

    /// <summary>It matters less.</summary>
    Faint,
}
