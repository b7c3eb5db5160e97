namespace Warren.Api;

/// <summary>Says that the server answers, or is ready for work.</summary>
public sealed record Health
{
    /// <summary><c>ok</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The server's clock.</summary>
    public required DateTimeOffset Time { get; init; }
}
