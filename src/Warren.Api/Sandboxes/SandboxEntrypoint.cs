namespace Warren.Api.Sandboxes;

/// <summary>A long-running program that belongs to a sandbox: started with it, and again by policy when it ends.</summary>
public sealed record SandboxEntrypoint
{
    /// <summary>What to run.</summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>Added to the sandbox's environment; a name given here wins.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute path to start in; default the sandbox's.</summary>
    public string? Workdir { get; init; }

    /// <summary>User to run as; default the sandbox's.</summary>
    public string? User { get; init; }

    /// <summary>Whether it is started again when it ends; default <c>never</c>.</summary>
    public RestartPolicy? Restart { get; init; }

    /// <summary>
    /// Most restarts in a row after failures, counted anew once it has run for a minute; default no limit. Only with
    /// <c>on-failure</c>.
    /// </summary>
    public int? MaxRetries { get; init; }
}
