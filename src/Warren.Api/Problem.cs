namespace Warren.Api;

/// <summary>How every error is reported: problem details of RFC 9457 with Warren's own members.</summary>
public sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: <see cref="Code"/> says what it is.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The phrase of the HTTP status.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What was wrong and what would be right.</summary>
    public required string Detail { get; init; }

    /// <summary>The stable code, such as <c>INVALID_REQUEST</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong by field, where a body or parameter is invalid.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Names of the tools there are, where an unknown one was asked for.</summary>
    public IReadOnlyList<string>? AvailableTools { get; init; }

    /// <summary>Finds the request in the log and in traces.</summary>
    public string? TraceId { get; init; }
}
