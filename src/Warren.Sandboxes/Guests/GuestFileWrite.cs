namespace Warren.Sandboxes.Guests;

/// <summary>How the guest is to write a file.</summary>
public sealed record GuestFileWrite
{
    /// <summary>Permissions; null for 0644, or those of the file that is there.</summary>
    public int? Mode { get; init; }

    /// <summary>Whether missing folders on the way are made.</summary>
    public bool Parents { get; init; }

    /// <summary>Whether to add to the end, in place.</summary>
    public bool Append { get; init; }

    /// <summary>Whether a file that is there is a conflict.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>The <see cref="Warren.Guest.Protocol.GuestFileEntry.Version"/> that the file must have; null for any.</summary>
    public string? Version { get; init; }
}
