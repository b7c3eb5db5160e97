namespace Warren.Api.Sandboxes;

/// <summary>Asks for a change of a sandbox. What is left out stays; what is given takes the whole place of what was.</summary>
public sealed record SandboxPatch
{
    /// <summary>As <see cref="SandboxSpec.Cpu"/>.</summary>
    public double? Cpu { get; init; }

    /// <summary>As <see cref="SandboxSpec.Memory"/>.</summary>
    public long? Memory { get; init; }

    /// <summary>As <see cref="SandboxSpec.Disk"/>.</summary>
    public long? Disk { get; init; }

    /// <summary>As <see cref="SandboxSpec.Pids"/>.</summary>
    public int? Pids { get; init; }

    /// <summary>As <see cref="SandboxSpec.Network"/>.</summary>
    public NetworkPolicy? Network { get; init; }

    /// <summary>As <see cref="SandboxSpec.Lifetime"/>; <c>{}</c> takes every bound away.</summary>
    public SandboxLifetime? Lifetime { get; init; }

    /// <summary>As <see cref="SandboxSpec.Labels"/>.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The version that the change is meant for; any other is refused. <c>If-Match</c> says the same.</summary>
    public long? Version { get; init; }
}
