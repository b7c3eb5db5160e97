namespace Warren.Api.Tools;

/// <summary>The data of the events <c>queued</c> and <c>started</c> of a streamed run.</summary>
public sealed record ToolRunStarted
{
    /// <summary>Id of the run.</summary>
    public required string Id { get; init; }
}
