namespace Warren.Sandboxes.Drivers;

/// <summary>A volume that a sandbox is made with. No caller of the API can ask for one: who makes volumes says who sees them.</summary>
/// <param name="Id">The volume.</param>
/// <param name="Target">Absolute path that the sandbox sees it at.</param>
public sealed record VolumeMount(string Id, string Target);
