using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Execs;
using Warren.Guest.Native;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>
/// A slot as the guest sees it: the socket of its keeper, and what is known of the cell in it. A slot has one cell at a time;
/// all of that is forgotten with it.
/// </summary>
internal sealed class CellSlot
{
    private const int SigKill = 9;
    private const string Ended = "the cell has ended";

    private readonly Lock _gate = new();
    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly int _socket;
    private readonly long _key;
    private readonly Dictionary<int, (TaskCompletionSource<int> Pid, Action<ProcessEnd> Ended)> _programs = [];
    private string? _fault;
    private TaskCompletionSource<SafeFileHandle>? _made;
    private TaskCompletionSource _removed = Completed();
    private SafeFileHandle? _process;
    private bool _isEnding;
    private int _lastNumber;

    public CellSlot(int socket, EventLoop loop, TimeProvider time)
    {
        (_socket, _loop, _time) = (socket, loop, time);
        _key = loop.Register(socket, reads: true, OnReadable);
    }

    /// <summary>Completes when nothing is left of its cell.</summary>
    public Task Removed
    {
        get
        {
            lock (_gate)
                return _removed.Task;
        }
    }

    /// <summary>Whether another cell can be in it.</summary>
    /// <exception cref="GuestFailure">It is lost.</exception>
    public void RequireUsable()
    {
        if (Volatile.Read(ref _fault) is { } fault)
            throw new GuestFailure(GuestErrorCode.Failed, $"the slot is lost: {fault}");
    }

    /// <summary>Makes a cell; gives its root folder.</summary>
    /// <exception cref="GuestFailure">It has one, or cannot make one.</exception>
    public Task<SafeFileHandle> MakeAsync(string id)
    {
        lock (_gate)
        {
            RequireUsable();
            if (!_removed.Task.IsCompleted)
                throw new GuestFailure(GuestErrorCode.Conflict, "the slot has a cell already");
            (_made, _removed, _isEnding) = (new(), new(TaskCreationOptions.RunContinuationsAsynchronously), false);
            if (!CellSocket.TrySend(_socket, new(CellMessageKind.Make, Text: id)))
                Lose("its keeper is gone");
            return _made.Task;
        }
    }

    /// <summary>Starts a program in the cell.</summary>
    /// <param name="spawn">The program.</param>
    /// <param name="isMain">Whether all else in the cell ends with it.</param>
    public Task<int> SpawnAsync(Spawn spawn, bool isMain)
    {
        var file = SpawnFile.Write(spawn);
        try
        {
            lock (_gate)
            {
                if (_isEnding || _removed.Task.IsCompleted)
                    throw new GuestFailure(GuestErrorCode.NotFound, Ended);
                var (number, pid) = (++_lastNumber, new TaskCompletionSource<int>());
                if (!CellSocket.TrySend(_socket, new(CellMessageKind.Spawn, number, isMain ? 1 : 0), file, spawn.Stdin, spawn.Stdout, spawn.Stderr))
                    throw new GuestFailure(GuestErrorCode.TooManyRequests, "the cell takes no other program now");
                _programs.Add(number, (pid, spawn.Ended));
                return pid.Task;
            }
        }
        finally
        {
            Libc.close(file);
        }
    }

    /// <summary>Kills all that is in the cell; <see cref="Removed"/> completes when nothing is left.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnding = true;
            Kill();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private void Kill()
    {
        // One that is still to be made is killed as soon as its process is known.
        if (_process is { } process)
            _ = Libc.syscall(SystemCall.PidfdSendSignal, (int)process.DangerousGetHandle(), SigKill, 0, 0);
    }

    private void OnReadable()
    {
        Span<int> descriptors = stackalloc int[CellSocket.MaxDescriptors];
        while (true)
        {
            switch (CellSocket.TryReceive(_socket, wait: false, out var message, descriptors))
            {
                case true:
                    Take(message, descriptors[0] < 0 ? null : new SafeFileHandle(descriptors[0], ownsHandle: true))();
                    break;
                case false:
                    _loop.ArmRead(_socket, _key);
                    return;
                case null:
                    _loop.Remove(_key);
                    Lose("its keeper ended")();
                    return;
            }
        }
    }

    // What is to be done about it is done outside of the lock: who waits goes on here.
    private Action Take(CellMessage message, SafeFileHandle? descriptor)
    {
        lock (_gate)
        {
            switch (message.Kind)
            {
                case CellMessageKind.Cloned:
                    _process = descriptor;
                    if (_isEnding)
                        Kill();
                    return () => { };
                case CellMessageKind.Made when _made is { } made:
                    return () => made.SetResult(descriptor!);
                case CellMessageKind.Failed when _made is { } made:
                    return () =>
                    {
                        if (!made.TrySetException(new GuestFailure(GuestErrorCode.Failed, $"a cell cannot be made: {message.Text}")))
                            Log.Write($"a cell ends by a fault: {message.Text}");
                    };
                case CellMessageKind.Started when _programs.TryGetValue(message.Number, out var started):
                    return () => started.Pid.SetResult((int)message.First);
                case CellMessageKind.Refused when _programs.Remove(message.Number, out var refused):
                    var code = message.Text.Split(' ', 2);
                    return () => refused.Pid.SetException(new GuestFailure(code[0], code[^1]));
                case CellMessageKind.Ended when _programs.Remove(message.Number, out var ended):
                    return () => ended.Ended(ToEnd(message));
                case CellMessageKind.Removed:
                    // Nobody told it to: the programs in it were killed with its first process.
                    if (!_isEnding && _programs.Count > 0)
                        Log.Write($"a cell ended by itself, with status {message.First}");
                    return Forget(message.Number == 0 ? null : $"its files could not be removed: {message.Text}");
                default:
                    return () => { };
            }
        }
    }

    private Action Lose(string why)
    {
        lock (_gate)
        {
            Log.Write($"a slot for cells is lost: {why}");
            return Forget(why);
        }
    }

    // Nothing of the cell lives any more, so all that is not known to have ended has.
    private Action Forget(string? fault)
    {
        _fault ??= fault;
        var (programs, made, removed) = (_programs.Values.ToList(), _made, _removed);
        _programs.Clear();
        _process?.Dispose();
        (_process, _made) = (null, null);
        return () =>
        {
            made?.TrySetException(new GuestFailure(GuestErrorCode.NotFound, Ended));
            foreach (var (pid, ended) in programs)
                if (!pid.TrySetException(new GuestFailure(GuestErrorCode.NotFound, Ended)))
                    ended(new(128 + SigKill, SigKill, 0, TimeSpan.Zero, _time.GetTimestamp()));
            removed.TrySetResult();
        };
    }

    private ProcessEnd ToEnd(CellMessage message)
    {
        var (status, signal) = (message.First, (int)message.First & 0x7F);
        return new(
            signal == 0 ? (int)(status >> 8) & 0xFF : 128 + signal,
            signal == 0 ? null : signal,
            message.Second * 1024,
            TimeSpan.FromMicroseconds(message.Third),
            _time.GetTimestamp());
    }
}
