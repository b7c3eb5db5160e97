namespace Warren.Api.Sandboxes;

/// <summary>How long a sandbox stays as it is by itself. Every field left out sets no bound.</summary>
public sealed record SandboxLifetime
{
    /// <summary>
    /// Seconds from its start, its last renewal or its last automatic resume until <see cref="OnTimeout"/>, whatever it
    /// does; 1 to 31536000. A pause stops the clock.
    /// </summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Seconds without a call and without a running exec until <see cref="OnTimeout"/>; 1 to 31536000.</summary>
    public double? IdleTimeoutSeconds { get; init; }

    /// <summary>What is done then; default <c>stop</c>.</summary>
    public TimeoutAction? OnTimeout { get; init; }

    /// <summary>Whether a call that needs it running wakes it where it is paused or stopped.</summary>
    public bool AutoResume { get; init; }
}
