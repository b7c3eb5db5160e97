namespace Warren.Drivers.Docker.Engine;

/// <summary>A container in a list.</summary>
internal sealed record ContainerSummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
