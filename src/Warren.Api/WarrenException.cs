namespace Warren.Api;

/// <summary>
/// A failure that a caller is told of: its message says what was wrong and what would be right, and holds no
/// host path and no secret. Anything else that is thrown is reported as <see cref="ErrorCode.Internal"/>.
/// </summary>
public sealed class WarrenException : Exception
{
    /// <summary>Creates a failure with one message.</summary>
    public WarrenException(ErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Creates a failure of a request with everything that is wrong, by field.</summary>
    /// <param name="errors">Messages by JSON path of the field, such as <c>memory</c> or <c>network.allow</c>.</param>
    /// <param name="code">What kind of failure it is.</param>
    public WarrenException(IReadOnlyDictionary<string, string[]> errors, ErrorCode code = ErrorCode.InvalidRequest)
        : base(string.Join("; ", errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"))))
    {
        Code = code;
        Errors = errors;
    }

    /// <summary>Creates the failure that a server reported.</summary>
    public WarrenException(Problem problem)
        : base(problem.Detail)
    {
        Code = ErrorCodes.FromWire(problem.Code) ?? ErrorCodes.FromHttpStatus(problem.Status);
        Errors = problem.Errors ?? Errors;
        Reported = problem;
    }

    /// <summary>What kind of failure it is.</summary>
    public ErrorCode Code { get; }

    /// <summary>What is wrong by field; empty unless the request was invalid.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = new Dictionary<string, string[]>();

    /// <summary>When it is worth trying again; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Names of the tools there are, where an unknown one was asked for.</summary>
    public IReadOnlyList<string>? AvailableTools { get; init; }

    /// <summary>As the server reported it, also with a code that is not known here; null where it arose here.</summary>
    public Problem? Reported { get; }
}
