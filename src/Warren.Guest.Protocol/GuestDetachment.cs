namespace Warren.Guest.Protocol;

/// <summary>The one byte of a detached frame: why the stream ends before the exec does.</summary>
public enum GuestDetachment : byte
{
    /// <summary>Another reader took over.</summary>
    Replaced = 1,

    /// <summary>The exec was forgotten.</summary>
    Forgotten = 2,
}
