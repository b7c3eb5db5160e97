namespace Warren.Guest.Protocol;

/// <summary>
/// How many connections to a guest share one byte stream, where a driver's engine gives a sandbox no socket but runs a
/// program in it: the guest's own, as <c>guest proxy NAME</c>, which connects to the guest's abstract socket. Each
/// connection has a window in each direction, so that one that is not read holds up no other, and what is on its way is less than the guest
/// keeps behind a reader.
/// </summary>
public static class MuxProtocol
{
    /// <summary>Most bytes of a connection, in one direction, that were sent and not credited yet.</summary>
    public const int Window = 128 * 1024;

    /// <summary>Most bytes in one frame.</summary>
    public const int MaxPayload = 32 * 1024;

    /// <summary>Most connections at once.</summary>
    public const int MaxConnections = 2048;

    /// <summary>The name of the guest's abstract socket (unix(7)). The guest has it as long as the sandbox has processes.</summary>
    public const string SocketName = "warren-guest";
}
