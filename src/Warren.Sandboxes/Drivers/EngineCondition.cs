namespace Warren.Sandboxes.Drivers;

/// <summary>What an engine can know of a sandbox, without asking its guest.</summary>
public enum EngineCondition
{
    /// <summary>Its making did not come to an end; it can only be destroyed.</summary>
    Partial,

    /// <summary>It was made and nothing of it runs: it was not started yet, or was stopped.</summary>
    Stopped,

    /// <summary>Its guest process is there.</summary>
    Running,

    /// <summary>Its guest process is there, frozen.</summary>
    Paused,

    /// <summary>Its guest ended without being told to.</summary>
    Ended,
}
