namespace Warren.Drivers.Docker.Engine;

/// <summary>Something that happened to a container.</summary>
internal sealed record EngineEvent
{
    /// <summary>What: <c>die</c>, <c>start</c> and so on.</summary>
    public string? Action { get; init; }

    /// <summary>To which container.</summary>
    public EventActor? Actor { get; init; }

    /// <summary>A container, with its labels and more.</summary>
    internal sealed record EventActor(string? ID, IReadOnlyDictionary<string, string>? Attributes);
}
