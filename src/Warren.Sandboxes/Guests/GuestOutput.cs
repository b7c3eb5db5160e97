namespace Warren.Sandboxes.Guests;

/// <summary>An output stream of a program.</summary>
public enum GuestOutput
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
