using System.Globalization;

namespace Warren.Faults.Tests;

public sealed class FaultTests(FaultHost host) : IClassFixture<FaultHost>
{
    private const int Rounds = 20, FullRounds = 200, SessionRounds = 40, SlowRounds = 3, SlowWrites = 150;
    private readonly FaultPlayer _sandboxes = new(host, Step.Names, round => new SandboxScenario(host, round));
    private readonly FaultPlayer _sessions = new(host, Step.OfSessions, round => new SessionScenario(host, round));

    // Any seed will do; a fixed one makes a run repeatable, and the full run takes another each day.
    private static int Seed(int other) => int.TryParse(Environment.GetEnvironmentVariable("WARREN_FAULT_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : other;

    [Fact(Timeout = 120_000)]
    public async Task Every_step_of_the_server_is_known_by_its_name()
    {
        Assert.Null(await _sandboxes.PlayAsync(new(1, Seed(1), [])));
        Assert.Null(await _sessions.PlayAsync(new(1, Seed(1), [])));

        // A sandbox fails only where something is done to it.
        Assert.Equal(Step.Names.Union(Step.OfSessions).Except(["record.failed"]).Order(), host.Seen.Except(["record.failed"]).Order());
    }

    [Fact(Timeout = 600_000)]
    public Task Whatever_is_killed_at_whatever_step_promises_are_kept_and_nothing_is_left() =>
        _sandboxes.PlayAsync(Seed(1), Rounds, isWhole: true);

    [Fact(Timeout = 3_600_000)]
    [Trait("Category", "Full")]
    public Task Whatever_is_killed_promises_are_kept_for_two_hundred_rounds() =>
        _sandboxes.PlayAsync(Seed(TimeProvider.System.GetUtcNow().DayOfYear), FullRounds, isWhole: true);

    [Fact(Timeout = 1_800_000)]
    [Trait("Category", "Full")]
    public Task Whatever_is_killed_sessions_keep_what_they_were_given() =>
        _sessions.PlayAsync(Seed(TimeProvider.System.GetUtcNow().DayOfYear), SessionRounds, isWhole: true);

    [Fact(Timeout = 600_000)]
    [Trait("Category", "Full")]
    public async Task A_slow_disk_changes_nothing()
    {
        Assert.SkipUnless(StateDisk.CanBeSlow, "needs version 1 of the blkio controller, to make a disk slow");
        host.Slow(SlowWrites);
        try
        {
            await _sandboxes.PlayAsync(Seed(2), SlowRounds, isWhole: false);
        }
        finally
        {
            host.Slow(null);
        }
    }
}
