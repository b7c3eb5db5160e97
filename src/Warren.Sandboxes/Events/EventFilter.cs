namespace Warren.Sandboxes.Events;

/// <summary>Chooses events.</summary>
/// <param name="Owner">Of this owner's sandboxes only.</param>
/// <param name="SandboxId">Of this sandbox only; null for all of the owner's.</param>
public sealed record EventFilter(string Owner, string? SandboxId = null)
{
    /// <summary>Whether an event is chosen.</summary>
    public bool Matches(StoredEvent stored) =>
        stored.Owner == Owner && (SandboxId is null || stored.Event.SandboxId == SandboxId);
}
