using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Events;

/// <summary>An event and who may see it.</summary>
/// <param name="Owner">Owner of the sandbox that it is about.</param>
/// <param name="Event">The event; its version counts only once the store has given it.</param>
public sealed record StoredEvent(string Owner, SandboxEvent Event);
