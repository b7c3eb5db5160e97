namespace Warren.Api.Tools;

/// <summary>How a run of a tool went whose program ended.</summary>
public sealed record ToolResult
{
    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The caller's own label of what it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>Id of the run.</summary>
    public required string Id { get; init; }

    /// <summary>The program's exit code; 128 plus the signal when a signal ended it; -1 when it timed out.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, such as <c>SIGKILL</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether its time-out ended it; <see cref="Stderr"/> says so in its last line.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether the kernel ended it because its memory was used up.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Milliseconds from the start to the end of its program.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Its standard output, up to 10 KB: where it is longer, its start and its end. Bytes that are no UTF-8 are replaced by U+FFFD.</summary>
    public required string Stdout { get; init; }

    /// <summary>Its standard error, like <see cref="Stdout"/>.</summary>
    public required string Stderr { get; init; }

    /// <summary>Whether the middle of standard output was left out here; its artifact has it.</summary>
    public bool StdoutTrimmed { get; init; }

    /// <summary>Whether the middle of standard error was left out here; its artifact has it.</summary>
    public bool StderrTrimmed { get; init; }

    /// <summary>Addresses of its artifacts.</summary>
    public required ToolArtifacts Artifacts { get; init; }
}
