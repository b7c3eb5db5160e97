namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that can freeze a sandbox with its memory.</summary>
public interface IPausableDriver : ISandboxDriver
{
    /// <summary>Freezes every process of it; returns once none runs.</summary>
    Task PauseAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lets a frozen sandbox run on.</summary>
    Task ResumeAsync(string id, CancellationToken cancellationToken);
}
