namespace Warren.Api.Sandboxes;

/// <summary>Data of the event <c>dropped</c>: output that was produced but not kept.</summary>
public sealed record ExecDropped
{
    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>How many bytes are missing.</summary>
    public required long Bytes { get; init; }
}
