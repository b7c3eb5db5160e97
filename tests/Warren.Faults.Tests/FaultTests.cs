using System.Globalization;
using System.Text;

namespace Warren.Faults.Tests;

public sealed class FaultTests(FaultHost host) : IClassFixture<FaultHost>
{
    private const int Rounds = 20, FullRounds = 200, SlowRounds = 3, SlowWrites = 150, MaxFailures = 5;
    private static readonly TimeSpan RoundLimit = TimeSpan.FromMinutes(3);

    // Any seed will do; a fixed one makes a run repeatable, and the full run takes another each day.
    private static int Seed(int other) => int.TryParse(Environment.GetEnvironmentVariable("WARREN_FAULT_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : other;

    [Fact(Timeout = 120_000)]
    public async Task Every_step_of_the_server_is_known_by_its_name()
    {
        Assert.Null(await PlayAsync(new(1, Seed(1), [])));

        // A sandbox fails only where something is done to it.
        Assert.Equal(Step.Names.Except(["record.failed"]).Order(), host.Seen.Except(["record.failed"]).Order());
    }

    [Fact(Timeout = 600_000)]
    public Task Whatever_is_killed_at_whatever_step_promises_are_kept_and_nothing_is_left() => PlayAsync(Seed(1), Rounds);

    [Fact(Timeout = 3_600_000)]
    [Trait("Category", "Full")]
    public Task Whatever_is_killed_promises_are_kept_for_two_hundred_rounds() =>
        PlayAsync(Seed(TimeProvider.System.GetUtcNow().DayOfYear), FullRounds);

    [Fact(Timeout = 600_000)]
    [Trait("Category", "Full")]
    public async Task A_slow_disk_changes_nothing()
    {
        Assert.SkipUnless(StateDisk.CanBeSlow, "needs version 1 of the blkio controller, to make a disk slow");
        host.Slow(SlowWrites);
        try
        {
            await PlayAsync(Seed(2), SlowRounds);
        }
        finally
        {
            host.Slow(null);
        }
    }

    private async Task PlayAsync(int seed, int rounds)
    {
        var plan = new FaultPlan(seed);
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
        if (only is not null || rounds < Rounds)
            return;
        Assert.Empty(Step.Names.Except(struck.Select(one => one.Step.Name)));
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

    // Null where nothing is wrong.
    private async Task<string?> PlayAsync(Round round)
    {
        using var limit = new CancellationTokenSource(RoundLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, FaultHost.Token);
        var workload = new Workload(host.Server, round);
        var began = TimeProvider.System.GetTimestamp();
        host.Arm(round);
        try
        {
            await workload.RunAsync(either.Token);
            await host.DisarmAsync();
            var worked = TimeProvider.System.GetElapsedTime(began);
            await new Inspection(host, round, workload).RunAsync(either.Token);
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
