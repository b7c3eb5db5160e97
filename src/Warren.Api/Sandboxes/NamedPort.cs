namespace Warren.Api.Sandboxes;

/// <summary>A TCP port in a sandbox that has a name.</summary>
public sealed record NamedPort
{
    /// <summary>The name: <c>^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The port, from 1 to 65535.</summary>
    public required int Port { get; init; }
}
