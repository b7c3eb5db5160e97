namespace Warren.Api.Sandboxes;

/// <summary>What is known of a terminal. It is an exec too, under the same id.</summary>
public sealed record TerminalInfo
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What runs on it.</summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>Width in characters.</summary>
    public required int Columns { get; init; }

    /// <summary>Height in characters.</summary>
    public required int Rows { get; init; }

    /// <summary>How many are attached now.</summary>
    public required int Clients { get; init; }

    /// <summary>Whether its program still runs.</summary>
    public required bool Running { get; init; }

    /// <summary>Exit code as in <see cref="ExecResult.ExitCode"/>; null while it runs, and where nobody saw its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>Why nobody saw its end.</summary>
    public string? Reason { get; init; }

    /// <summary>Bytes that it wrote so far.</summary>
    public required long Offset { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
