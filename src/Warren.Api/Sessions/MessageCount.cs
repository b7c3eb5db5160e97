namespace Warren.Api.Sessions;

/// <summary>How many messages a session has.</summary>
public sealed record MessageCount
{
    /// <summary>How many.</summary>
    public required long Count { get; init; }
}
