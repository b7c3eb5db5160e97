using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>One piece of what an exec's stream carries.</summary>
public abstract record GuestFrame
{
    private GuestFrame()
    {
    }

    /// <summary>The first frame: the program runs.</summary>
    /// <param name="Pid">Process id in the sandbox.</param>
    /// <param name="StartedAt">When it started, by the sandbox's clock.</param>
    public sealed record Started(int Pid, DateTimeOffset StartedAt) : GuestFrame;

    /// <summary>Output.</summary>
    /// <param name="Stream">Which stream.</param>
    /// <param name="Offset">Offset of the first byte from the start of the stream.</param>
    /// <param name="Data">The bytes; valid until the next frame is asked for.</param>
    public sealed record Output(GuestOutput Stream, long Offset, ReadOnlyMemory<byte> Data) : GuestFrame;

    /// <summary>Output that the guest could not keep while nobody read.</summary>
    /// <param name="Stream">Which stream.</param>
    /// <param name="Offset">Offset of the first byte that is lost.</param>
    /// <param name="Count">How many bytes are lost.</param>
    public sealed record Dropped(GuestOutput Stream, long Offset, long Count) : GuestFrame;

    /// <summary>The last frame: how it ended.</summary>
    /// <param name="Result">Exit code and figures.</param>
    public sealed record Exit(GuestExit Result) : GuestFrame;
}
