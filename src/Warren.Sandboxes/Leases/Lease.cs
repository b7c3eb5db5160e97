namespace Warren.Sandboxes.Leases;

/// <summary>A claim of a piece of work that was granted.</summary>
/// <param name="Work">Name of the work.</param>
/// <param name="Term">Which claim of that work it is: a later one has a larger number.</param>
public sealed record Lease(string Work, long Term);
