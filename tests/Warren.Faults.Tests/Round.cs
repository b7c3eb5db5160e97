using System.Collections.Concurrent;
using System.Globalization;
using Warren.Api;
using Warren.Client;

namespace Warren.Faults.Tests;

/// <summary>One round: what was armed, what it hit, and what was found to be wrong.</summary>
internal sealed class Round
{
    private readonly ConcurrentQueue<string> _history = new();
    private readonly ConcurrentDictionary<string, byte> _hit = new();
    private readonly List<(Strike Strike, int Left)> _armed;

    public Round(int number, int seed, IReadOnlyList<Strike> strikes)
    {
        (Number, Seed) = (number, seed);
        _armed = [.. strikes.Select(strike => (strike, strike.Pass))];
        Random = new(unchecked((seed * 1000) + number));
    }

    public int Number { get; }

    public int Seed { get; }

    /// <summary>Chance of this round; not for use by two at once.</summary>
    public Random Random { get; }

    /// <summary>Whether the disk was full in it.</summary>
    public bool WasFull { get; set; }

    /// <summary>Strikes that are still to come.</summary>
    public IReadOnlyList<Strike> Armed
    {
        get
        {
            lock (_armed)
                return [.. _armed.Select(armed => armed.Strike)];
        }
    }

    /// <summary>Strikes that came to pass.</summary>
    public ConcurrentQueue<Strike> Done { get; } = new();

    /// <summary>What is wrong.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>What happened, in order.</summary>
    public IEnumerable<string> History => _history;

    /// <summary>Takes note of something that happened.</summary>
    public void Note(string what) => _history.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():mm:ss.fff} {what}"));

    /// <summary>Something was done to a sandbox, which may have failed since.</summary>
    public void Hit(string sandbox) => _hit[sandbox] = 0;

    /// <summary>Whether something was done that a sandbox may have failed for.</summary>
    public bool IsExcused(string? sandbox) => WasFull || (sandbox is not null && _hit.ContainsKey(sandbox));

    /// <summary>Whether something was done that the run of a tool may have failed for: its sandbox is none of those that are known.</summary>
    public bool IsRunExcused(IEnumerable<string> known) => WasFull || _hit.Keys.Except(known).Any();

    /// <summary>Whether the server was ended, so that what it alone held may be lost.</summary>
    public bool WasServerEnded => Done.Any(strike => strike.Deed is Deed.KillServer or Deed.StopServer);

    /// <summary>The strikes that are due at a step.</summary>
    public IReadOnlyList<Strike> Take(Step step)
    {
        List<Strike> due = [];
        lock (_armed)
            for (var i = _armed.Count - 1; i >= 0; i--)
                if (_armed[i].Strike.Step == step)
                {
                    if (_armed[i].Left > 0)
                        _armed[i] = (_armed[i].Strike, _armed[i].Left - 1);
                    else
                    {
                        due.Add(_armed[i].Strike);
                        _armed.RemoveAt(i);
                    }
                }
        return due;
    }

    /// <summary>Arms a strike again that found nothing to strike.</summary>
    public void Rearm(Strike strike)
    {
        lock (_armed)
            _armed.Add((strike, 0));
    }

    /// <summary>Lets every step pass from now on.</summary>
    public void Disarm()
    {
        lock (_armed)
            _armed.Clear();
    }
}
