using Warren.Guest.Native;
using Warren.Guest.Processes;

namespace Warren.Guest.Files;

/// <summary>
/// Threads that work on files with a user's rights and with nothing else: no capability is effective while they do.
/// They are made at the start and kept, see docs/decisions/guest.md.
/// </summary>
internal sealed class FileThreads
{
    private const int Count = 2;

    private readonly WorkQueue<(UserAccount User, Action<NativeException?> Work)> _queue = new();

    private FileThreads()
    {
    }

    /// <summary>Starts them.</summary>
    /// <exception cref="NativeException">One could not give up its rights.</exception>
    public static FileThreads Start()
    {
        var threads = new FileThreads();
        for (var i = 0; i < Count; i++)
        {
            var credentials = new Credentials();
            ConfinedThread.Start("files", () => credentials.Confine(filter: null), () => threads.Run(credentials));
        }
        return threads;
    }

    /// <summary>Does something as a user. What it throws, the task throws.</summary>
    public Task<T> RunAsync<T>(UserAccount user, Func<T> operation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((user, failure => Complete(result, operation, failure)));
        return result.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> operation, NativeException? failure)
    {
        try
        {
            if (failure is null)
                result.SetResult(operation());
            else
                result.SetException(failure);
        }
        catch (Exception thrown)
        {
            result.SetException(thrown);
        }
    }

    private void Run(Credentials credentials)
    {
        for (UserAccount? current = null; ;)
        {
            var (user, work) = _queue.Take();
            work(Become(credentials, user, ref current));
        }
    }

    private static NativeException? Become(Credentials credentials, UserAccount user, ref UserAccount? current)
    {
        if (current is not null && current.Uid == user.Uid && current.Gid == user.Gid && current.Groups.SequenceEqual(user.Groups))
            return null;
        current = null;
        try
        {
            credentials.BecomeForFiles(user);
        }
        catch (NativeException failure)
        {
            return failure;
        }
        current = user;
        return null;
    }
}
