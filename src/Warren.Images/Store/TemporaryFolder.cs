namespace Warren.Images.Store;

/// <summary>
/// A folder for something half made. Its lock dies with the process, so a later start tells what a crash has left from
/// what another process is at work on.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly FileLock _lock;

    private TemporaryFolder(string path, FileLock held) => (Path, _lock) = (path, held);

    /// <summary>Path of the folder.</summary>
    public string Path { get; }

    /// <summary>Makes one below a folder of temporaries.</summary>
    public static TemporaryFolder Make(string below)
    {
        string path;
        FileLock? held;
        // A start-up that cleans may look at the new lock before it is held.
        do
        {
            path = System.IO.Path.Combine(below, Guid.NewGuid().ToString("N"));
            held = FileLock.TryAcquire(path + ".lock", shared: false);
        }
        while (held is null);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path, held);
    }

    /// <summary>Removes what processes that are gone have left.</summary>
    public static void RemoveLeftovers(string below)
    {
        foreach (var lockFile in Directory.EnumerateFiles(below, "*.lock"))
        {
            using var held = FileLock.TryAcquire(lockFile, shared: false);
            if (held is not null)
                Remove(lockFile[..^".lock".Length]);
        }
    }

    /// <summary>A path in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Remove(Path);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        System.IO.File.Delete(path + ".lock");
    }
}
