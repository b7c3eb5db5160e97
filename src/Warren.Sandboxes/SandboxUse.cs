using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>A call that is under way in a sandbox. While there is one the sandbox is not idle.</summary>
internal sealed class SandboxUse : IDisposable
{
    public SandboxUse(Sandbox sandbox) => (Sandbox, Guest) = (sandbox, sandbox.Guest);

    /// <summary>The sandbox.</summary>
    public Sandbox Sandbox { get; }

    /// <summary>Its guest, which runs.</summary>
    public GuestClient Guest { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose()
    {
    }
}
