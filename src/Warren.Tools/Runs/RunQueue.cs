using Warren.Api;

namespace Warren.Tools.Runs;

/// <summary>
/// Gives turns to runs: so many at a time, and of those that wait one of each session after the other, so that a session
/// with many does not keep another one waiting for all of them.
/// </summary>
internal sealed class RunQueue(int maxRunning, int maxQueued, TimeProvider time)
{
    private const double Weight = 0.1, LongestRetry = 60;
    private readonly Lock _gate = new();
    private readonly Queue<string> _order = [];
    private readonly Dictionary<string, Queue<Waiting>> _sessions = [];
    private int _running;
    private int _queued;
    private double _averageSeconds = 1;

    /// <summary>How many have a turn.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>How many wait for one.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
                return _queued;
        }
    }

    /// <summary>A turn where one is free at once; else null.</summary>
    public RunTurn? TryEnter()
    {
        lock (_gate)
        {
            if (_running >= maxRunning || _queued > 0)
                return null;
            _running++;
            return new(this, time.GetTimestamp());
        }
    }

    /// <summary>Gets in line for a turn.</summary>
    /// <param name="session">Whose turn it is.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="WarrenException">TooManyRequests: the line is full.</exception>
    public Task<RunTurn> EnterAsync(string session, CancellationToken cancellationToken)
    {
        var waiting = new Waiting();
        lock (_gate)
        {
            if (TryEnter() is { } turn)
                return Task.FromResult(turn);
            if (_queued >= maxQueued)
                throw Full();
            _queued++;
            if (!_sessions.TryGetValue(session, out var line))
            {
                _sessions[session] = line = [];
                _order.Enqueue(session);
            }
            line.Enqueue(waiting);
        }
        return WaitAsync(waiting, cancellationToken);
    }

    /// <summary>Fails where nobody more can wait.</summary>
    /// <exception cref="WarrenException">TooManyRequests.</exception>
    public void RequirePlace()
    {
        lock (_gate)
            if (_running >= maxRunning && _queued >= maxQueued)
                throw Full();
    }

    /// <summary>Ends a turn, which the next in line gets.</summary>
    internal void Leave(RunTurn turn)
    {
        lock (_gate)
        {
            _averageSeconds += Weight * (time.GetElapsedTime(turn.Began).TotalSeconds - _averageSeconds);
            _running--;
            while (_running < maxRunning && TryNext() is { } next)
            {
                // Who has given up meanwhile has left the count already.
                if (!next.Turn.TrySetResult(new(this, time.GetTimestamp())))
                    continue;
                _queued--;
                _running++;
            }
        }
    }

    private Waiting? TryNext()
    {
        if (!_order.TryDequeue(out var session))
            return null;
        var line = _sessions[session];
        var next = line.Dequeue();
        if (line.Count > 0)
            _order.Enqueue(session);
        else
            _sessions.Remove(session);
        return next;
    }

    private async Task<RunTurn> WaitAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        await using var giveUp = cancellationToken.Register(() =>
        {
            lock (_gate)
                if (waiting.Turn.TrySetCanceled(cancellationToken))
                    _queued--;
        });
        return await waiting.Turn.Task;
    }

    private WarrenException Full()
    {
        var seconds = Math.Clamp(Math.Ceiling(_averageSeconds * _queued / maxRunning), 1, LongestRetry);
        return new(ErrorCode.TooManyRequests, $"{_queued} runs wait already, which is all that may; try again in {seconds:0} s.")
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    private sealed class Waiting
    {
        public TaskCompletionSource<RunTurn> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
