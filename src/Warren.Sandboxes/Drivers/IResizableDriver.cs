using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Drivers;

/// <summary>A driver that can change the limits of a sandbox that exists, also while it runs or is paused.</summary>
public interface IResizableDriver : ISandboxDriver
{
    /// <summary>Limits of the spec that can be changed while it runs, by field name: <c>cpu</c>, <c>memory</c>, <c>disk</c>, <c>pids</c>.</summary>
    IReadOnlyList<string> LiveLimits { get; }

    /// <summary>
    /// Makes the limits those of <paramref name="spec"/>, for now and for every later start. A failure leaves all of
    /// them as they were.
    /// </summary>
    /// <exception cref="Api.WarrenException">
    /// InvalidState: more is in use than the new limit allows; nothing is killed to make it fit.
    /// CapabilityMissing: this limit cannot be changed in this direction.
    /// </exception>
    Task ResizeAsync(string id, SandboxSpec spec, CancellationToken cancellationToken);
}
