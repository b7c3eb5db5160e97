namespace Warren.Api.Sandboxes;

/// <summary>Asks a sandbox for a terminal with a program on it.</summary>
public sealed record TerminalRequest
{
    /// <summary>What to run; default the user's login shell.</summary>
    public SandboxCommand? Command { get; init; }

    /// <summary>Width in characters, from 1 to 1000; default 80.</summary>
    public int? Columns { get; init; }

    /// <summary>Height in characters, from 1 to 1000; default 24.</summary>
    public int? Rows { get; init; }

    /// <summary>Added to the sandbox's environment; a name given here wins. <c>TERM</c> is <c>xterm-256color</c> by default.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute path to start in; default the sandbox's.</summary>
    public string? Workdir { get; init; }

    /// <summary>User to run as; default the sandbox's.</summary>
    public string? User { get; init; }
}
