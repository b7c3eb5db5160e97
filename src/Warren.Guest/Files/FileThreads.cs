using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>
/// Threads that work on files with a user's rights and with nothing else: no capability is effective while they do.
/// They are made at the start and kept, see docs/decisions/guest.md.
/// </summary>
internal sealed class FileThreads
{
    private const int Count = 2;

    private readonly WorkQueue<(UserAccount User, SafeFileHandle? Root, Action<Exception?> Work)> _queue = new();
    private readonly SafeFileHandle? _root;

    // The sandbox's root folder is held to come back to it, where threads take on others.
    private FileThreads(bool entersCells) => _root = entersCells ? FileSystem.OpenFolder("/"u8, create: false) : null;

    /// <summary>Starts them.</summary>
    /// <param name="entersCells">Whether they work on files in cells, too.</param>
    /// <exception cref="NativeException">One could not give up its rights.</exception>
    public static FileThreads Start(bool entersCells)
    {
        var threads = new FileThreads(entersCells);
        for (var i = 0; i < Count; i++)
        {
            var credentials = new Credentials();
            ConfinedThread.Start("files", () => threads.Confine(credentials), () => threads.Run(credentials));
        }
        return threads;
    }

    /// <summary>Does something as a user. What it throws, the task throws.</summary>
    /// <param name="user">The user.</param>
    /// <param name="root">The root folder of the cell that it is done in; null for the sandbox itself.</param>
    /// <param name="operation">What is done.</param>
    public Task<T> RunAsync<T>(UserAccount user, SafeFileHandle? root, Func<T> operation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((user, root, failure => Complete(result, operation, failure)));
        return result.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> operation, Exception? failure)
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

    // In a cell, the thread has a root folder of its own (unshare(2), CLONE_FS).
    private void Confine(Credentials credentials)
    {
        const int filesystem = 0x200;
        if (_root is not null && Libc.unshare(filesystem) != 0)
            throw new NativeException("unshare", Marshal.GetLastPInvokeError());
        credentials.Confine(filter: null);
    }

    private void Run(Credentials credentials)
    {
        for (UserAccount? current = null; ;)
        {
            var (user, root, work) = _queue.Take();
            if (root is null)
                work(Become(credentials, user, ref current));
            else
            {
                current = null;
                RunIn(credentials, user, root, work);
            }
        }
    }

    // The thread does not stay there: its root folder would keep the files of a cell that is removed.
    private void RunIn(Credentials credentials, UserAccount user, SafeFileHandle root, Action<Exception?> work)
    {
        var isHeld = false;
        try
        {
            root.DangerousAddRef(ref isHeld);
            credentials.EnterRoot(root);
            UserAccount? none = null;
            FileSystem.IsInCell = true;
            work(Become(credentials, user, ref none));
        }
        catch (Exception failure) when (failure is NativeException or ObjectDisposedException)
        {
            work(failure is NativeException ? failure : new GuestFailure(GuestErrorCode.NotFound, "the cell has ended"));
        }
        finally
        {
            FileSystem.IsInCell = false;
            credentials.EnterRoot(_root!);
            if (isHeld)
                root.DangerousRelease();
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
