using System.Diagnostics;

namespace Warren.Guest.Tests;

/// <summary>Prints figures; asserts none.</summary>
public sealed class LatencyTests(SharedGuest guest, ITestOutputHelper output)
{
    private const int Rounds = 1500;

    [Fact]
    [Trait("Category", "Full")]
    public async Task Round_trip_of_a_program_that_does_nothing()
    {
        var bare = new List<double>();
        var run = new List<double>();
        var hello = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            bare.Add(Measure(() => HostCalls.Wait(HostCalls.Spawn(["/bin/true"], null, "/dev/null"))));
            run.Add(await MeasureAsync(() => guest.Client.RunToEndAsync(Execs.Request("/bin/true"))));
            hello.Add(await MeasureAsync(() => guest.Client.HelloAsync(CancellationToken.None)));
        }
        output.WriteLine($"bare {Describe(bare)}, run {Describe(run)}, hello {Describe(hello)}");
        Assert.Equal(Rounds, run.Count);
    }

    private static string Describe(List<double> times)
    {
        var sorted = times.Skip(Rounds / 5).Order().ToList();
        return $"p50 {sorted[sorted.Count / 2]:F2} ms, p95 {sorted[sorted.Count * 95 / 100]:F2} ms";
    }

    private static double Measure(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> MeasureAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
