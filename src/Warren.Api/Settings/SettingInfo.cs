namespace Warren.Api.Settings;

/// <summary>What <c>warren config show</c> says of a setting.</summary>
public sealed record SettingInfo
{
    /// <summary>Its name, with two dashes in front the flag.</summary>
    public required string Name { get; init; }

    /// <summary>The value in force, secrets masked; null where nothing is set and there is no default to name.</summary>
    public string? Value { get; init; }

    /// <summary>Where it comes from: <c>flag</c>, <c>environment</c>, <c>.env</c>, <c>config file</c> or <c>default</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The very flag, variable or key that sets it.</summary>
    public string? Origin { get; init; }

    /// <summary>What it is.</summary>
    public required string Summary { get; init; }

    /// <summary>What is to be known of it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The variables that set it.</summary>
    public required IReadOnlyList<string> Variables { get; init; }
}
