using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>Asks for a change of a session. What is left out stays; what is given takes the whole place of what was.</summary>
public sealed record SessionPatch
{
    /// <summary>As <see cref="SessionSpec.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>As <see cref="SessionSpec.StartingPrompt"/>.</summary>
    public string? StartingPrompt { get; init; }

    /// <summary>As <see cref="SessionSpec.AgentIds"/>.</summary>
    public IReadOnlyList<string>? AgentIds { get; init; }

    /// <summary>As <see cref="SessionSpec.IdleTimeoutSeconds"/>.</summary>
    public double? IdleTimeoutSeconds { get; init; }

    /// <summary>As <see cref="SessionSpec.Labels"/>.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>As <see cref="SessionSpec.Cpu"/>.</summary>
    public double? Cpu { get; init; }

    /// <summary>As <see cref="SessionSpec.Memory"/>.</summary>
    public long? Memory { get; init; }

    /// <summary>As <see cref="SessionSpec.Network"/>.</summary>
    public NetworkPolicy? Network { get; init; }

    /// <summary>As <see cref="SessionSpec.Secrets"/>; what runs already keeps the environment that it was started with.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>The version that the change is meant for; any other is refused.</summary>
    public long? Version { get; init; }
}
