namespace Warren.Faults.Tests;

/// <summary>
/// The strikes of each round, by a seed alone: first every step once with the server killed there, then every other
/// deed at every side of every step, in an order that the seed gives, then the same again.
/// </summary>
internal sealed class FaultPlan
{
    private const int PerRound = 4;
    private const string Failing = "record.failed"; // Comes only where something is done to a sandbox before.
    private readonly List<Strike> _strikes = [];

    /// <summary>Makes the plan.</summary>
    /// <param name="seed">Gives the order.</param>
    /// <param name="steps">Names of the steps.</param>
    public FaultPlan(int seed, IReadOnlyList<string> steps)
    {
        var random = new Random(seed);
        var kills = steps.Select(name => new Strike(new(name, random.Next(2) == 1), Deed.KillServer, random.Next(2))).ToArray();
        var others = steps
            .SelectMany(name => Deeds(name).SelectMany(deed => (bool[])[false, true], (deed, isEnd) => new Strike(new(name, isEnd), deed, random.Next(3))))
            .Where(strike => !kills.Any(kill => (kill.Step, kill.Deed) == (strike.Step, strike.Deed)))
            .ToArray();
        random.Shuffle(kills);
        random.Shuffle(others);
        _strikes.AddRange(kills);
        // The deeds by turns, so that a few rounds have some of each.
        _strikes.AddRange(others.GroupBy(strike => strike.Deed).SelectMany(same => same.Index()).OrderBy(one => one.Index).Select(one => one.Item));
    }

    /// <summary>The strikes of a round, counted from 0.</summary>
    public IReadOnlyList<Strike> Of(int round) => [.. WithCauses(Enumerable.Range(round * PerRound, PerRound).Select(index => _strikes[index % _strikes.Count]))];

    /// <summary>Adds what has to happen for a step to come.</summary>
    public static IEnumerable<Strike> WithCauses(IEnumerable<Strike> strikes)
    {
        foreach (var strike in strikes)
        {
            yield return strike.Step.Name == Failing ? strike with { Pass = 0 } : strike;
            if (strike.Step.Name == Failing)
                yield return new(new("exec.save", IsEnd: true), Deed.KillGuest, 0);
        }
    }

    private static IEnumerable<Deed> Deeds(string step)
    {
        yield return Deed.KillServer;
        yield return Deed.StopServer;
        yield return Deed.FillDisk;
        if (step is "start.runtime")
            yield return Deed.KillRuntime;
        if (step.StartsWith("exec", StringComparison.Ordinal) || step.Contains("pause", StringComparison.Ordinal) || step.StartsWith("res", StringComparison.Ordinal)
            || step is "file.write" or "upload.body" or "upload.answer" or "start.hello" or "sandbox resume" or "sandbox patch" or "sandbox delete" or "sandbox stop" or "end.kill" or "start.cells" or "cell.start" or "cell.remove")
            yield return Deed.KillGuest;
        if (step is "exec" or "exec.start" or "exec.save" or "sandbox pause" or "pause.freeze" or "resume.thaw" or "resize.limits" or "upload.body" or "cell.start")
            yield return Deed.KillProgram;
    }
}
