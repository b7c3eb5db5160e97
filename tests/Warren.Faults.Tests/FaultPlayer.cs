using System.Globalization;
using System.Text;

namespace Warren.Faults.Tests;

/// <summary>Plays rounds of a scenario with strikes at the steps that it comes by.</summary>
/// <param name="host">The server.</param>
/// <param name="steps">Names of the steps.</param>
/// <param name="newScenario">Begins a round.</param>
internal sealed class FaultPlayer(FaultHost host, IReadOnlyList<string> steps, Func<Round, IScenario> newScenario)
{
    private const int MaxFailures = 5;
    private static readonly TimeSpan RoundLimit = TimeSpan.FromMinutes(3);

    /// <summary>Plays rounds by a seed.</summary>
    /// <param name="seed">Gives the strikes.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="isWhole">Whether they are enough to strike at every step and do every deed, which is then seen to.</param>
    public async Task PlayAsync(int seed, int rounds, bool isWhole)
    {
        var plan = new FaultPlan(seed, steps);
        var only = int.TryParse(Environment.GetEnvironmentVariable("WARREN_FAULT_ROUND"), CultureInfo.InvariantCulture, out var one) ? one : (int?)null;
        List<Strike> missed = [];
        List<Strike> struck = [];
        List<string> failures = [];
        for (var number = only ?? 0; number < (only + 1 ?? rounds); number++)
            await PlayAsync(new(number, seed, plan.Of(number)), missed, struck, failures);
        // Where the server was killed before a step came by, it is struck in a round of its own.
        for (var number = rounds; only is null && missed.Count > 0 && number < rounds * 2; number++)
        {
            var again = missed.Where(strike => struck.All(one => one.Step.Name != strike.Step.Name) || struck.All(one => one.Deed != strike.Deed)).Take(2).ToList();
            if (again.Count == 0)
                break;
            missed.RemoveAll(again.Contains);
            await PlayAsync(new(number, seed, [.. FaultPlan.WithCauses(again.Select(strike => strike with { Pass = 0 }))]), missed, struck, failures);
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        TestContext.Current.SendDiagnosticMessage("Struck: {0}", string.Join("; ", struck.GroupBy(one => one.Deed, (deed, all) => $"{deed} {all.Count()}")));
        if (only is not null || !isWhole)
            return;
        Assert.Empty(steps.Except(struck.Select(one => one.Step.Name)));
        Assert.Empty(Enum.GetValues<Deed>().Except(struck.Select(one => one.Deed)));
    }

    private async Task PlayAsync(Round round, List<Strike> missed, List<Strike> struck, List<string> failures)
    {
        var armed = round.Armed;
        if (await PlayAsync(round) is { } failure)
        {
            failures.Add(failure);
            Assert.True(failures.Count < MaxFailures, string.Join('\n', failures));
            try
            {
                await host.RemoveAllAsync();
            }
            catch (Exception unusable) when (unusable is not Xunit.Sdk.XunitException)
            {
                // What was found says why.
                Assert.Fail($"{string.Join('\n', failures)}\nNothing could be removed afterwards: {unusable}");
            }
        }
        missed.AddRange(armed.Except(round.Done));
        struck.AddRange(round.Done);
    }

    /// <summary>Plays a round.</summary>
    /// <returns>What was found to be wrong; null for nothing.</returns>
    public async Task<string?> PlayAsync(Round round)
    {
        using var limit = new CancellationTokenSource(RoundLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, FaultHost.Token);
        var scenario = newScenario(round);
        var began = TimeProvider.System.GetTimestamp();
        host.Arm(round);
        try
        {
            await scenario.WorkAsync(either.Token);
            await host.DisarmAsync();
            var worked = TimeProvider.System.GetElapsedTime(began);
            await scenario.InspectAsync(either.Token);
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
                $"Round {round.Number}: {worked.TotalSeconds:0.0} + {(TimeProvider.System.GetElapsedTime(began) - worked).TotalSeconds:0.0} s, {string.Join("; ", round.Done)}"));
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            round.Wrong.Enqueue(failure.ToString());
        }
        return round.Wrong.IsEmpty ? null : Describe(round);
    }

    private string Describe(Round round) => new StringBuilder()
        .AppendLine(CultureInfo.InvariantCulture, $"Round {round.Number} of seed {round.Seed} (WARREN_FAULT_SEED={round.Seed} WARREN_FAULT_ROUND={round.Number} replays it):")
        .AppendJoin("", round.Wrong.Select(wrong => $"  wrong: {wrong}\n"))
        .AppendJoin("", round.History.Select(line => $"  {line}\n"))
        .AppendLine("The end of the server's log:")
        .AppendJoin('\n', File.ReadLines(host.Server.LogFile).TakeLast(60))
        .ToString();
}
