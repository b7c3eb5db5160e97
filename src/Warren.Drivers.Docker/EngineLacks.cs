namespace Warren.Drivers.Docker;

/// <summary>
/// What container engines lack that the Oci driver gives, by the names that an operator allows it by. What is lacking and not allowed is
/// refused.
/// </summary>
public static class EngineLacks
{
    /// <summary>
    /// An id range for each sandbox: all containers have the same ids on the engine's host, and without <c>userns-remap</c> those are the
    /// host's own, so that a hole in the kernel is worth more to who finds it.
    /// </summary>
    public const string Ids = "ids";

    /// <summary>A limit of the writable space, where the engine's storage driver has none: one sandbox can fill the engine's disk.</summary>
    public const string Disk = "disk";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Ids, Disk];
}
