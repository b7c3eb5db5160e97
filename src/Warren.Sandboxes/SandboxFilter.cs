using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>Chooses sandboxes for a list; what is left out lets every one through.</summary>
public sealed record SandboxFilter
{
    /// <summary>Labels that it must carry, each with its value, or with any where that is null.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Labels { get; init; } = [];

    /// <summary>States of which it must be in one.</summary>
    public IReadOnlyCollection<SandboxState> States { get; init; } = [];

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether a sandbox is chosen.</summary>
    public bool Matches(SandboxSnapshot sandbox) =>
        (Name is null || sandbox.Spec.Name == Name)
        && (States.Count == 0 || States.Contains(sandbox.State))
        && Labels.All(label => sandbox.Spec.Labels is { } labels
            && labels.TryGetValue(label.Key, out var value) && (label.Value is null || label.Value == value));
}
