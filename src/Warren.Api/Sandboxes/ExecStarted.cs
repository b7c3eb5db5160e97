namespace Warren.Api.Sandboxes;

/// <summary>Data of the event <c>started</c>, the first of an exec's stream.</summary>
public sealed record ExecStarted
{
    /// <summary>Id of the exec.</summary>
    public required string Id { get; init; }
}
