namespace Warren.Sandboxes.Events;

/// <summary>The versions that a store keeps.</summary>
/// <param name="Oldest">The oldest that is kept; one behind <paramref name="Latest"/> where none is.</param>
/// <param name="Latest">The newest that was ever given; 0 before the first.</param>
public readonly record struct EventRange(long Oldest, long Latest);
