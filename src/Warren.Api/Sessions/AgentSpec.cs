using System.Text.Json;
using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>Defines an agent.</summary>
public sealed record AgentSpec
{
    /// <summary>Its name, unique in the workspace: <c>^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace that it belongs to; default <c>default</c>.</summary>
    public string? Workspace { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What it is told of its work.</summary>
    public string? Instructions { get; init; }

    /// <summary>The model that it works with.</summary>
    public string? Model { get; init; }

    /// <summary>Its tools, in whatever form its program reads.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Its routes, likewise.</summary>
    public JsonElement? Routes { get; init; }

    /// <summary>Its guardrails, likewise.</summary>
    public JsonElement? Guardrails { get; init; }

    /// <summary>Its knowledge bases, likewise.</summary>
    public JsonElement? KnowledgeBases { get; init; }

    /// <summary>Whether it works; default yes. One that does not is given no messages.</summary>
    public bool? Active { get; init; }

    /// <summary>
    /// The program that is run in every session which has the agent: it is given messages as lines of JSON on its standard
    /// input, and answers with lines of JSON on its standard output. Left out, the agent is a definition alone.
    /// </summary>
    public SandboxCommand? Command { get; init; }
}
