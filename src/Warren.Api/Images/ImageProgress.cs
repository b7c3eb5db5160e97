namespace Warren.Api.Images;

/// <summary>One step forward of a build or import, for people to watch.</summary>
public sealed record ImageProgress
{
    /// <summary>What is being done, such as <c>install python3</c>.</summary>
    public required string Message { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Steps in all.</summary>
    public required int Steps { get; init; }
}
