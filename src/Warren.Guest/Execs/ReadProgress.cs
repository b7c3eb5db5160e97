namespace Warren.Guest.Execs;

/// <summary>What came of an attempt to read output.</summary>
internal enum ReadProgress
{
    /// <summary>There is nothing new.</summary>
    Nothing,

    /// <summary>Bytes were written.</summary>
    Wrote,

    /// <summary>All was read and the exec ended.</summary>
    Ended,

    /// <summary>Another reader took over, or the exec was forgotten.</summary>
    Detached,
}
