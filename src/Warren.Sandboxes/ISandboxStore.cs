namespace Warren.Sandboxes;

/// <summary>Keeps the records of sandboxes across restarts of the server.</summary>
public interface ISandboxStore
{
    /// <summary>Every record.</summary>
    Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Writes a record, in place of an older version.</summary>
    Task SaveAsync(SandboxRecord record, CancellationToken cancellationToken);

    /// <summary>Removes a record; nothing when there is none.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);
}
