namespace Warren.Guest.Protocol;

/// <summary>What a frame of a multiplexed stream says; see <see cref="MuxProtocol"/>.</summary>
public enum MuxFrameKind : byte
{
    /// <summary>The first frame of the sandbox's side: the guest takes connections from here on.</summary>
    Ready = 1,

    /// <summary>The server's side begins a connection, by a number that it has not used before.</summary>
    Open = 2,

    /// <summary>Bytes of a connection follow.</summary>
    Data = 3,

    /// <summary>So many more bytes of a connection may be sent; none follow.</summary>
    Credit = 4,

    /// <summary>No more bytes of a connection come from this side; the other one may still send.</summary>
    End = 5,

    /// <summary>A connection is over in both directions, whatever was under way.</summary>
    Reset = 6,
}
