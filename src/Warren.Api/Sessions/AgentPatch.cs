using System.Text.Json;
using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>Asks for a change of an agent. What is left out stays; what is given takes the whole place of what was.</summary>
public sealed record AgentPatch
{
    /// <summary>As <see cref="AgentSpec.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>As <see cref="AgentSpec.Description"/>.</summary>
    public string? Description { get; init; }

    /// <summary>As <see cref="AgentSpec.Instructions"/>.</summary>
    public string? Instructions { get; init; }

    /// <summary>As <see cref="AgentSpec.Model"/>.</summary>
    public string? Model { get; init; }

    /// <summary>As <see cref="AgentSpec.Tools"/>.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>As <see cref="AgentSpec.Routes"/>.</summary>
    public JsonElement? Routes { get; init; }

    /// <summary>As <see cref="AgentSpec.Guardrails"/>.</summary>
    public JsonElement? Guardrails { get; init; }

    /// <summary>As <see cref="AgentSpec.KnowledgeBases"/>.</summary>
    public JsonElement? KnowledgeBases { get; init; }

    /// <summary>As <see cref="AgentSpec.Active"/>.</summary>
    public bool? Active { get; init; }

    /// <summary>As <see cref="AgentSpec.Command"/>; what runs already is not started anew.</summary>
    public SandboxCommand? Command { get; init; }
}
