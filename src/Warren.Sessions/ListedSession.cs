namespace Warren.Sessions;

/// <summary>A session in a list, as it was stored.</summary>
/// <param name="Position">Its place in the list.</param>
/// <param name="Json">Itself as callers see it, in UTF-8; nobody has looked into it.</param>
public readonly record struct ListedSession(SessionPosition Position, ReadOnlyMemory<byte> Json);
