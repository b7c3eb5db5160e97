namespace Warren.Drivers.Docker.Engine;

/// <summary>What a container is made of.</summary>
internal sealed record ContainerPlan
{
    /// <summary>The image, by id.</summary>
    public required string Image { get; init; }

    /// <summary>Its host name.</summary>
    public string? Hostname { get; init; }

    /// <summary>User and group of its first process.</summary>
    public string? User { get; init; }

    /// <summary>Working folder of its first process.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Environment of its first process.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Program and arguments of its first process.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Further arguments.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>How the engine sees whether it is well: <c>NONE</c> for not at all.</summary>
    public HealthCheck? Healthcheck { get; init; }

    /// <summary>What it has of the host.</summary>
    public required HostPlan HostConfig { get; init; }

    /// <summary>Whether and how its health is checked.</summary>
    internal sealed record HealthCheck(IReadOnlyList<string> Test);
}
