namespace Warren.Sandboxes.Drivers;

/// <summary>
/// A driver that keeps volumes: writable space of a fixed size that outlives the sandboxes which see it. A volume is seen by one
/// running sandbox at a time; the start of another one is refused. The root of a new one belongs to the user <c>agent</c>.
/// </summary>
public interface IVolumeDriver : ISandboxDriver
{
    /// <summary>Makes a volume; nothing where it is there already. A failure, also of the process, leaves nothing that is taken for one.</summary>
    /// <param name="id">Sixteen lower-case letters and digits.</param>
    /// <param name="size">Bytes that it holds, with what the file system needs for itself.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task CreateVolumeAsync(string id, long size, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a volume with all that is on another one; nothing where it is there already. What a running sandbox has written is
    /// on it too, but nothing may write to the other one meanwhile.
    /// </summary>
    /// <exception cref="Api.WarrenException">NotFound: there is no such volume.</exception>
    Task CopyVolumeAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Removes a volume; nothing where it is gone.</summary>
    /// <exception cref="Api.WarrenException">InvalidState: a sandbox sees it.</exception>
    Task DeleteVolumeAsync(string id, CancellationToken cancellationToken);

    /// <summary>The ids of all volumes. What was half made by a process that ended is removed.</summary>
    Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancellationToken);
}
