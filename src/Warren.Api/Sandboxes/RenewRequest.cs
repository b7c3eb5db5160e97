namespace Warren.Api.Sandboxes;

/// <summary>Asks for more time for a sandbox.</summary>
public sealed record RenewRequest
{
    /// <summary>Seconds from now; default what its lifetime says. The lifetime itself stays as it is.</summary>
    public double? TimeoutSeconds { get; init; }
}
