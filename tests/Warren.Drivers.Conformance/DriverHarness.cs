using Warren.Images;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Conformance;

/// <summary>How the suite gets at one driver, and at what it leaves on its engine.</summary>
public abstract class DriverHarness : IAsyncDisposable
{
    /// <summary>Whether programs really run, so that limits and isolation can be seen from inside.</summary>
    public virtual bool RunsPrograms => true;

    /// <summary>The driver under test. Another call gives another one for the same installation, as after a restart of the server.</summary>
    public abstract Task<ISandboxDriver> OpenAsync();

    /// <summary>An image with a shell and Python, or whatever the driver's engine pretends to run.</summary>
    public abstract Task<PreparedImage> ImageAsync(CancellationToken cancellationToken);

    /// <summary>Kills a guest from outside, as the kernel might.</summary>
    public abstract Task KillGuestAsync(ISandboxDriver driver, string id);

    /// <summary>Everything on the host or engine that belongs to the installation: processes, mounts, cgroups, folders, leases.</summary>
    public abstract IReadOnlyList<string> Leftovers();

    /// <summary>Removes the installation.</summary>
    public abstract ValueTask DisposeAsync();
}
