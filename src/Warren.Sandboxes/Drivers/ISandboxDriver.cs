using Warren.Api;

namespace Warren.Sandboxes.Drivers;

/// <summary>
/// Realises sandboxes on one engine. Every action names its sandbox by id, is idempotent, and may be repeated by
/// another process after this one was killed in the middle: the driver keeps on disk, or in its engine's labels,
/// what it needs to find its own again.
/// </summary>
public interface ISandboxDriver
{
    /// <summary>The unique name that a spec chooses it by.</summary>
    string Name { get; }

    /// <summary>What it can do and enforce here; a spec that asks for more is refused before anything is made.</summary>
    DriverCapabilities Capabilities { get; }

    /// <summary>Checks the host for what the driver needs. Changes nothing.</summary>
    Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes everything of a sandbox that outlives its processes: its disk, its identity. Nothing runs yet.
    /// A failure leaves nothing behind.
    /// </summary>
    Task CreateAsync(DriverSandbox sandbox, CancellationToken cancellationToken);

    /// <summary>Starts the guest; returns once its stream can be opened.</summary>
    Task StartAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends every process; the disk stays. What is not over by the end of <paramref name="grace"/> is killed.</summary>
    Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Removes everything of it, whatever state it is in and however much of it exists.</summary>
    Task DestroyAsync(string id, CancellationToken cancellationToken);

    /// <summary>Everything of this installation that exists on the engine, also what was only half made.</summary>
    Task<IReadOnlyList<SandboxObservation>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What is observed of one now; <see langword="null"/> where nothing of it exists.</summary>
    Task<SandboxObservation?> ObserveAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Every change that the engine reports of itself, such as the end of a guest, until cancelled.
    /// One reader at a time; what happened before the call is found by <see cref="ListAsync"/>.
    /// </summary>
    IAsyncEnumerable<SandboxObservation> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Opens a new byte stream to the guest, which serves its protocol on it. The caller disposes it.</summary>
    ValueTask<Stream> OpenGuestAsync(string id, CancellationToken cancellationToken);
}
