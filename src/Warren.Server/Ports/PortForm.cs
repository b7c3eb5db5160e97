namespace Warren.Server.Ports;

/// <summary>How a port was addressed, which decides what of a request it gets to see.</summary>
/// <param name="Target">Path and query at the port.</param>
/// <param name="Host">The Host that the port sees.</param>
/// <param name="Prefix">What was left out in front of the path; null where the port has a host of its own.</param>
internal sealed record PortForm(RawTarget Target, string Host, string? Prefix)
{
    /// <summary>Whether the port is on an origin of its own, whose cookies are its own too.</summary>
    public bool HasOwnHost => Prefix is null;
}
