namespace Warren.Api.Files;

/// <summary>A watch over changes of files. It lasts until it is deleted or its sandbox ends.</summary>
public sealed record FileWatch
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What is watched.</summary>
    public required string Path { get; init; }

    /// <summary>Whether folders below are watched too.</summary>
    public required bool Recursive { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it still watches: not where what it watched is gone, or user code ended it.</summary>
    public required bool Running { get; init; }
}
