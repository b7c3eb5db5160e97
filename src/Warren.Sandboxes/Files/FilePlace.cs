namespace Warren.Sandboxes.Files;

/// <summary>In which sandbox files are, and on whose behalf.</summary>
/// <param name="Sandbox">Id or name of the sandbox.</param>
/// <param name="Owner">Who calls: the sandbox's owner.</param>
/// <param name="User">User of the sandbox whose rights count; null for the sandbox's own.</param>
public sealed record FilePlace(string Sandbox, string Owner, string? User);
