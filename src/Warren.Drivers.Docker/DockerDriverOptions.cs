using Warren.Drivers.Docker.Engine;

namespace Warren.Drivers.Docker;

/// <summary>Where the driver finds its engine, and what it may do without.</summary>
public sealed record DockerDriverOptions
{
    /// <summary>Labels everything of this installation, so that several can share an engine: lower-case letters and digits.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Folder of what the driver itself keeps: which sandboxes are to run, and the guest's files.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The guest: the static program that is the first process of every sandbox. It must be built for the engine's processor.</summary>
    public required string GuestBinary { get; init; }

    /// <summary>Seccomp profile that user code runs under, in the form of containers-common.</summary>
    public string SeccompProfile { get; init; } = "/usr/share/containers/seccomp.json";

    /// <summary>The engine.</summary>
    public required EngineAddress Engine { get; init; }

    /// <summary>What an operator has allowed to be missing, of <see cref="EngineLacks"/>.</summary>
    public IReadOnlyList<string> AllowedLacks { get; init; } = [];

    /// <summary>Most sandboxes that are started at the same time. Others wait.</summary>
    public int ConcurrentStarts { get; init; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>How long an ordinary call of the engine may take.</summary>
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromSeconds(60);
}
