using Warren.Images;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Conformance;

/// <summary>How the suite gets at one driver, and at what it leaves on its engine.</summary>
public abstract class DriverHarness : IAsyncDisposable
{
    /// <summary>Whether programs really run, so that limits and isolation can be seen from inside.</summary>
    public virtual bool RunsPrograms => true;

    /// <summary>
    /// Whether a sandbox has a kernel of its own, so that it is one process to the host: a limit that is met ends the
    /// sandbox as a whole, and clocks and /proc are that kernel's.
    /// </summary>
    public bool HasOwnKernel { get; init; }

    /// <summary>A folder of the host that the driver is told to allow mounts from; null where it cannot mount.</summary>
    public virtual string? MountRoot => null;

    /// <summary>What programs say of a full disk.</summary>
    public virtual string DiskFull => "No space left on device";

    /// <summary>How many sandboxes to make at the same time.</summary>
    public int AtOnce { get; init; } = 100;

    /// <summary>The driver under test. Another call gives another one for the same installation, as after a restart of the server.</summary>
    public abstract Task<ISandboxDriver> OpenAsync();

    /// <summary>Lets go of a driver, as the end of the server does.</summary>
    public virtual ValueTask CloseAsync(ISandboxDriver driver) => driver is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    /// <summary>An image with a shell and Python, or whatever the driver's engine pretends to run.</summary>
    public abstract Task<PreparedImage> ImageAsync(CancellationToken cancellationToken);

    /// <summary>Kills a guest from outside, as the kernel might.</summary>
    public abstract Task KillGuestAsync(ISandboxDriver driver, string id);

    /// <summary>Everything on the host or engine that belongs to the installation: processes, mounts, cgroups, folders, leases.</summary>
    public abstract IReadOnlyList<string> Leftovers();

    /// <summary>Removes the installation.</summary>
    public abstract ValueTask DisposeAsync();
}
