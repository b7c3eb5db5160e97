using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Tools;

/// <summary>
/// A tool: what it takes, and which program with which files it makes of that. The program then runs in a place of its own
/// in a sandbox, and what it leaves becomes artifacts; a tool itself touches neither. Derive from <see cref="Tool{TInput}"/>.
/// </summary>
public interface ITool
{
    /// <summary>Its unique name: lower-case letters, digits and '_', beginning with a letter.</summary>
    string Name { get; }

    /// <summary>What it does, for people and models.</summary>
    string Description { get; }

    /// <summary>Reference of the image that its programs run in; null for the server's default image.</summary>
    string? Image { get; }

    /// <summary>The type of the body that runs it, a <see cref="ToolInput"/>; its JSON schema is made from this.</summary>
    JsonTypeInfo InputType { get; }

    /// <summary>What to run for an input whose values are of the right kinds and in the ranges that its type gives.</summary>
    /// <exception cref="WarrenException">Something else is wrong with it; every fault is named by its field.</exception>
    ToolPlan Plan(ToolInput input);
}
