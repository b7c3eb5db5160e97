namespace Warren.Api.Sessions;

/// <summary>Asks for a state of a session.</summary>
public sealed record SessionStateRequest
{
    /// <summary>The state.</summary>
    public required SessionState State { get; init; }
}
