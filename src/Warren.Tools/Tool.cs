using System.Text.Json.Serialization.Metadata;

namespace Warren.Tools;

/// <summary>A tool with its own type of input.</summary>
/// <typeparam name="TInput">
/// A record. Attributes of System.ComponentModel and its DataAnnotations on its properties (<c>Description</c>, <c>Range</c>,
/// <c>Length</c>, <c>DefaultValue</c> and so on) are checked, and are part of the schema.
/// </typeparam>
public abstract class Tool<TInput> : ITool
    where TInput : ToolInput
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public virtual string? Image => null;

    /// <inheritdoc/>
    public JsonTypeInfo InputType => field ??= ToolJson.Options.GetTypeInfo(typeof(TInput));

    /// <summary>What to run.</summary>
    /// <exception cref="Api.WarrenException">Something is wrong with the input; every fault is named by its field.</exception>
    public abstract ToolPlan Plan(TInput input);

    ToolPlan ITool.Plan(ToolInput input) => Plan((TInput)input);
}
