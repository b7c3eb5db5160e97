using Warren.Api.Sandboxes;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>
/// A call that is under way in a running sandbox. While one is, the sandbox is not idle; whoever runs something in it
/// beyond the call, such as a program in the background, keeps one open for as long.
/// </summary>
public sealed class SandboxUse : IDisposable
{
    private int _ended;

    internal SandboxUse(Sandbox sandbox, GuestClient guest) => (Sandbox, Guest) = (sandbox, guest);

    /// <summary>Its guest, which runs.</summary>
    public GuestClient Guest { get; }

    /// <summary>The sandbox as it is now.</summary>
    public SandboxSnapshot Snapshot => Sandbox.Snapshot;

    internal Sandbox Sandbox { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            Sandbox.EndUse();
    }
}
