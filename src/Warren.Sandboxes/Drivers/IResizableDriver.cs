using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that can change the limits of a sandbox that exists.</summary>
public interface IResizableDriver : ISandboxDriver
{
    /// <summary>Fields of the spec that can change while it runs: <c>cpu</c>, <c>memory</c>, <c>disk</c>, <c>pids</c>, <c>network</c>.</summary>
    IReadOnlyList<string> LiveLimits { get; }

    /// <summary>
    /// Puts the limits of a spec into force, now where it runs or is paused, and for every later start. Idempotent; a
    /// failure leaves the earlier limits in force.
    /// </summary>
    /// <exception cref="Api.WarrenException">The new limit cannot be met, such as less memory than is in use.</exception>
    Task ResizeAsync(string id, SandboxSpec spec, CancellationToken cancellationToken);
}
