using Warren.Api.Sandboxes;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>A call that is under way in a sandbox. While there is one the sandbox is not idle.</summary>
public sealed class SandboxUse : IDisposable
{
    internal SandboxUse(Sandbox sandbox) => (Sandbox, Guest) = (sandbox, sandbox.Guest);

    /// <summary>The sandbox as it is now.</summary>
    public SandboxSnapshot Snapshot => Sandbox.Snapshot;

    internal Sandbox Sandbox { get; }

    /// <summary>Its guest, which runs.</summary>
    public GuestClient Guest { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose()
    {
    }
}
