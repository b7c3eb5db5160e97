using System.Text.Json;
using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>The definition of an agent.</summary>
public sealed record Agent
{
    /// <summary>Sixteen lower-case letters and digits, never reused.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the workspace.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace that it belongs to.</summary>
    public required string Workspace { get; init; }

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

    /// <summary>Whether it works.</summary>
    public required bool Active { get; init; }

    /// <summary>The program that is run in every session which has the agent; null for none.</summary>
    public SandboxCommand? Command { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
