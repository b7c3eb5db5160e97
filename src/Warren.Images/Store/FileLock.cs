namespace Warren.Images.Store;

/// <summary>A lock between tasks and processes, held on a file (flock(2)) and gone with the process that holds it.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock; a shared one excludes only those who want it alone.</summary>
    public static async Task<FileLock> AcquireAsync(string path, bool shared, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryAcquire(path, shared) is { } held)
                return held;
            await Task.Delay(RetryAfter, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock if it is free; null when somebody holds it.</summary>
    public static FileLock? TryAcquire(string path, bool shared)
    {
        try
        {
            // .NET maps these to LOCK_SH and LOCK_EX with LOCK_NB.
            if (shared && !File.Exists(path))
                using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite)) { }
            return new(shared
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
