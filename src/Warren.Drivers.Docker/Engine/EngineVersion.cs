namespace Warren.Drivers.Docker.Engine;

/// <summary>Which engine answers.</summary>
internal sealed record EngineVersion
{
    /// <summary>The engine's own version.</summary>
    public string? Version { get; init; }

    /// <summary>The newest version of the API that it serves, such as <c>1.41</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Processor architecture as Go has it.</summary>
    public string? Arch { get; init; }

    /// <summary>Operating system as Go has it.</summary>
    public string? Os { get; init; }

    /// <summary>Its parts, of which Podman names itself.</summary>
    public IReadOnlyList<Component>? Components { get; init; }

    /// <summary>Whether it is Podman.</summary>
    public bool IsPodman => Components?.Any(part => part.Name?.Contains("Podman", StringComparison.OrdinalIgnoreCase) == true) == true;

    /// <summary>A part of an engine.</summary>
    internal sealed record Component(string? Name);
}
