namespace Warren.Guest.Execs;

/// <summary>What came of an attempt to read output.</summary>
internal enum ReadProgress
{
    /// <summary>There is nothing new.</summary>
    Nothing,

    /// <summary>Bytes were written, and there may be more.</summary>
    Wrote,

    /// <summary>The exec ended, and all that was left was written.</summary>
    Ended,

    /// <summary>Another reader took over, or the exec was forgotten.</summary>
    Detached,
}
