namespace Warren.Guest.Protocol;

/// <summary>First frame of every stream of an exec.</summary>
public sealed record GuestStarted
{
    /// <summary>Id of the exec.</summary>
    public required string Id { get; init; }

    /// <summary>Process id in the sandbox.</summary>
    public required int Pid { get; init; }

    /// <summary>When it started, by the sandbox's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
