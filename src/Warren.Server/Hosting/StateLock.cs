using Warren.Api;
using Warren.Api.Local;

namespace Warren.Server.Hosting;

/// <summary>Holds a state folder for one server, until it ends however it ends.</summary>
public sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="WarrenException">Another server holds it.</exception>
    public static StateLock Take(StateFolder state)
    {
        try
        {
            // FileShare.None is an exclusive flock(2), which the kernel drops with the process.
            return new StateLock(new FileStream(state.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException failure)
        {
            throw new WarrenException(ErrorCode.Conflict,
                "Another server runs on this state folder. Stop it with `warren stop`, or name another folder with --state-dir.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
