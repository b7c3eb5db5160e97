using Warren.Api.Local;

namespace Warren.Server.Hosting;

/// <summary>Holds a state folder for one server, until it ends however it ends.</summary>
public sealed class StateLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK of flock(2)
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null where another server holds it.</summary>
    public static StateLock? TryTake(StateFolder state)
    {
        try
        {
            // FileShare.None is an exclusive flock(2), which the kernel drops with the process.
            return new StateLock(new FileStream(state.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException failure) when (failure.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
