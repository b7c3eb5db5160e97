namespace Warren.Guest.Protocol;

/// <summary>What the guest says of itself.</summary>
public sealed record GuestHello
{
    /// <summary>Generations that it speaks.</summary>
    public required IReadOnlyList<int> Generations { get; init; }

    /// <summary>Random per start of the guest: 32 lower-case hexadecimal digits.</summary>
    public required string BootId { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>When it started, by the sandbox's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
