namespace Warren.Api.Sandboxes;

/// <summary>
/// A text message on a terminal's WebSocket. From the server: <c>attached</c>, <c>resized</c>, <c>dropped</c>,
/// <c>exit</c>, <c>error</c>; to it: <c>resize</c>. Binary messages are output and input.
/// </summary>
public sealed record TerminalMessage
{
    /// <summary>What the message is.</summary>
    public required string Type { get; init; }

    /// <summary>Of <c>attached</c>: offset of the first byte of output that follows.</summary>
    public long? Offset { get; init; }

    /// <summary>Of <c>attached</c>, <c>resized</c> and <c>resize</c>: width in characters.</summary>
    public int? Columns { get; init; }

    /// <summary>Of <c>attached</c>, <c>resized</c> and <c>resize</c>: height in characters.</summary>
    public int? Rows { get; init; }

    /// <summary>Of <c>dropped</c>: how many bytes of output are missing at this place.</summary>
    public long? Bytes { get; init; }

    /// <summary>Of <c>exit</c>: exit code as in <see cref="ExecResult.ExitCode"/>.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Of <c>exit</c>: name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>Of <c>error</c>: what was wrong.</summary>
    public string? Reason { get; init; }
}
