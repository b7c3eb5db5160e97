using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>
/// Tells when processes end. One thread polls their descriptors, however many there are, so that waiting costs
/// no thread a process and works for processes that are not this one's children.
/// </summary>
internal sealed class ProcessWatcher : IDisposable
{
    private const short Readable = 1;
    private readonly ConcurrentQueue<(PidFd Process, TaskCompletionSource Ended)> _added = new();
    private readonly SafeFileHandle _wake;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    public ProcessWatcher()
    {
        _wake = Libc.EventFd(0, Libc.OpenCloexec);
        if (_wake.IsInvalid)
            throw Libc.Failure("make an eventfd");
        _thread = new Thread(Run) { IsBackground = true, Name = "process watcher" };
        _thread.Start();
    }

    /// <summary>Completes when the process ended. The caller keeps the descriptor open until then.</summary>
    public Task WaitAsync(PidFd process)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _added.Enqueue((process, ended));
        Wake();
        return ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        Wake();
        _thread.Join();
        _wake.Dispose();
    }

    private void Wake() => RandomAccess.Write(_wake, BitConverter.GetBytes(1L), 0);

    private unsafe void Run()
    {
        List<(PidFd Process, TaskCompletionSource Ended)> waiting = [];
        var entries = new Libc.PollEntry[64];
        Span<byte> count = stackalloc byte[8];
        while (!_stopping)
        {
            while (_added.TryDequeue(out var added))
                waiting.Add(added);
            if (entries.Length < waiting.Count + 1)
                entries = new Libc.PollEntry[waiting.Count * 2];
            entries[0] = new() { File = (int)_wake.DangerousGetHandle(), Events = Readable };
            for (var i = 0; i < waiting.Count; i++)
                entries[i + 1] = new() { File = (int)waiting[i].Process.Handle.DangerousGetHandle(), Events = Readable };
            fixed (Libc.PollEntry* pointer = entries)
            {
                if (Libc.Poll(pointer, (nuint)waiting.Count + 1, -1) < 0 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw Libc.Failure("poll processes");
            }
            if (entries[0].Returned != 0)
                _ = RandomAccess.Read(_wake, count, 0);
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                if (entries[i + 1].Returned == 0)
                    continue;
                waiting[i].Ended.SetResult();
                waiting.RemoveAt(i);
            }
        }
        foreach (var (_, ended) in waiting)
            ended.TrySetCanceled();
    }
}
