namespace Warren.Api.Sandboxes;

/// <summary>Asks a sandbox to run a program.</summary>
public sealed record ExecRequest
{
    /// <summary>What to run.</summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>Added to the sandbox's environment; a name given here wins.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute path to start in; default the sandbox's.</summary>
    public string? Workdir { get; init; }

    /// <summary>User to run as; default the sandbox's.</summary>
    public string? User { get; init; }

    /// <summary>
    /// Text for standard input, which then ends. Left out, standard input is empty, except for a background exec,
    /// where it stays open for <c>POST .../execs/{id}/stdin</c>.
    /// </summary>
    public string? Stdin { get; init; }

    /// <summary>Keeps standard input open for <c>POST .../execs/{id}/stdin</c>, where <see cref="Stdin"/> is left out.</summary>
    public bool KeepStdin { get; init; }

    /// <summary>Seconds after which the whole process tree is killed; default none.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Answer with the id at once and let it run.</summary>
    public bool Background { get; init; }

    /// <summary>Answer with server-sent events, as <c>Accept: text/event-stream</c> does.</summary>
    public bool Stream { get; init; }
}
