namespace Warren.Api.Sandboxes;

/// <summary>What a caller asks for; every field left out takes the server's default.</summary>
public sealed record SandboxSpec
{
    /// <summary>A name, unique among the owner's live sandboxes: <c>^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Image reference, such as <c>warren/worker</c>.</summary>
    public string? Image { get; init; }

    /// <summary>The driver that realises it: <c>oci</c>.</summary>
    public string? Driver { get; init; }

    /// <summary>The runtime inside the driver: <c>runc</c>, <c>crun</c>, <c>runsc</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary>Processor cores, fractional; default 1, least 0.1.</summary>
    public double? Cpu { get; init; }

    /// <summary>Memory in bytes, no swap on top; default 512 MiB, least 16 MiB.</summary>
    public long? Memory { get; init; }

    /// <summary>Writable disk space in bytes, root layer and scratch together; default 1 GiB.</summary>
    public long? Disk { get; init; }

    /// <summary>Processes and threads together, with the some twenty of its guest; at least 32, default 512.</summary>
    public int? Pids { get; init; }

    /// <summary>Network policy; default <c>none</c>: loopback only.</summary>
    public NetworkPolicy? Network { get; init; }

    /// <summary>Environment of everything that is run in it.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute path that commands start in; default <c>/workspace</c>.</summary>
    public string? Workdir { get; init; }

    /// <summary>User that commands run as: a name of the image, or <c>uid[:gid]</c>; default <c>agent</c> (uid 1000).</summary>
    public string? User { get; init; }

    /// <summary>Folders of the host that it sees, each at or below one that the operator has allowed; default none.</summary>
    public IReadOnlyList<SandboxMount>? Mounts { get; init; }

    /// <summary>A program that runs as long as it runs; default none.</summary>
    public SandboxEntrypoint? Entrypoint { get; init; }

    /// <summary>Names that stand for ports in addresses; every other port is reached by its number.</summary>
    public IReadOnlyList<NamedPort>? Ports { get; init; }

    /// <summary>Labels to select by; keys that start with <c>warren.</c> are the server's own.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>How long it stays as it is by itself; default for ever.</summary>
    public SandboxLifetime? Lifetime { get; init; }
}
