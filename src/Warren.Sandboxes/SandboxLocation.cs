namespace Warren.Sandboxes;

/// <summary>Which sandbox an id or name means.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where it has none.</param>
/// <param name="Owner">Who it belongs to.</param>
public sealed record SandboxLocation(string Id, string? Name, string Owner);
