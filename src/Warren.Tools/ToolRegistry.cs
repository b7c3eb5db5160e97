using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Tools;

/// <summary>Every tool, by its name.</summary>
public sealed partial class ToolRegistry
{
    private readonly SortedDictionary<string, (ITool Tool, ToolInfo Info)> _tools = new(StringComparer.Ordinal);

    /// <summary>Takes tools in.</summary>
    /// <exception cref="WarrenException">InvalidRequest: a name is wrong, or two have the same.</exception>
    public ToolRegistry(IEnumerable<ITool> tools)
    {
        foreach (var tool in tools)
        {
            if (!Name().IsMatch(tool.Name))
                throw new WarrenException(ErrorCode.InvalidRequest, $"'{tool.Name}' cannot be the name of a tool; it has to be 1 to 63 lower-case letters, digits or '_', and begin with a letter.");
            if (!tool.InputType.Type.IsAssignableTo(typeof(ToolInput)))
                throw new WarrenException(ErrorCode.InvalidRequest, $"The input of the tool '{tool.Name}' has to be derived from {nameof(ToolInput)}.");
            if (!_tools.TryAdd(tool.Name, (tool, Describe(tool))))
                throw new WarrenException(ErrorCode.InvalidRequest, $"There are two tools of the name '{tool.Name}'.");
        }
    }

    /// <summary>What there is, by name.</summary>
    public IReadOnlyList<ToolInfo> List() => [.. _tools.Values.Select(tool => tool.Info)];

    /// <summary>A tool; null where there is none of that name.</summary>
    public ITool? Find(string name) => _tools.TryGetValue(name, out var found) ? found.Tool : null;

    private static ToolInfo Describe(ITool tool) => new() { Name = tool.Name, Description = tool.Description, Image = tool.Image, InputSchema = ToolSchema.Of(tool) };

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Name();
}
