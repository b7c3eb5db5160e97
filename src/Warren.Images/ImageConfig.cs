namespace Warren.Images;

/// <summary>The part of an OCI image configuration that Warren uses (OCI image specification, config.md).</summary>
/// <param name="Env">Environment, such as <c>PATH</c>.</param>
/// <param name="Workdir">Working directory, or null.</param>
/// <param name="User">User, or null.</param>
public sealed record ImageConfig(IReadOnlyDictionary<string, string> Env, string? Workdir, string? User);
