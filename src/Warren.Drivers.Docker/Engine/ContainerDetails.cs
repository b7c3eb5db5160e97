namespace Warren.Drivers.Docker.Engine;

/// <summary>A container as its engine shows it.</summary>
internal sealed record ContainerDetails
{
    /// <summary>What it is doing.</summary>
    public required ContainerState State { get; init; }

    /// <summary>What a container is doing.</summary>
    internal sealed record ContainerState
    {
        /// <summary>Whether its first process is there.</summary>
        public bool Running { get; init; }

        /// <summary>Whether it is frozen.</summary>
        public bool Paused { get; init; }

        /// <summary>Its first process, by its number on the engine's host; 0 for none.</summary>
        public int Pid { get; init; }

        /// <summary>Whether its memory was used up.</summary>
        public bool OOMKilled { get; init; }

        /// <summary>How its last first process ended.</summary>
        public int ExitCode { get; init; }

        /// <summary>When it was last started, in the engine's words.</summary>
        public string? StartedAt { get; init; }
    }
}
