using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>Asks for a session; every field left out takes the server's default.</summary>
public sealed record SessionSpec
{
    /// <summary>Its name, unique in the workspace: <c>^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace that it belongs to; default <c>default</c>.</summary>
    public string? Workspace { get; init; }

    /// <summary>What its agents are told first; at most 64 KiB of text.</summary>
    public string? StartingPrompt { get; init; }

    /// <summary>Agents of the workspace that work in it, by id or name; at most 16.</summary>
    public IReadOnlyList<string>? AgentIds { get; init; }

    /// <summary>Seconds without activity after which it becomes idle, 1 to 31536000; default 300.</summary>
    public double? IdleTimeoutSeconds { get; init; }

    /// <summary>Labels to select by; keys that start with <c>warren.</c> are the server's own.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Image of its sandbox, such as <c>warren/worker</c>.</summary>
    public string? Image { get; init; }

    /// <summary>Processor cores, fractional; default 0.5, least 0.1.</summary>
    public double? Cpu { get; init; }

    /// <summary>Memory in bytes; default 512 MiB, least 16 MiB.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes that its volume holds, and its sandbox's own disk likewise; default 1 GiB, least 16 MiB.</summary>
    public long? Disk { get; init; }

    /// <summary>Network policy; default <c>none</c>: loopback only.</summary>
    public NetworkPolicy? Network { get; init; }

    /// <summary>
    /// Names of secrets that everything run in it finds in its environment: the session's own, else the workspace's; at
    /// most 64. One that is not there yet is given as soon as it is.
    /// </summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>Commands that are run once, one after the other, before it is ready; at most 32.</summary>
    public IReadOnlyList<SandboxCommand>? Setup { get; init; }
}
