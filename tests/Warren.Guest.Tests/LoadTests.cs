namespace Warren.Guest.Tests;

public sealed class LoadTests(ITestOutputHelper output)
{
    private const long MemoryBound = 96L * 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_thousand_quick_execs_leave_the_guest_small() => RunQuickExecsAsync(1_000);

    [Fact]
    [Trait("Category", "Full")]
    public Task Ten_thousand_quick_execs_leave_the_guest_small() => RunQuickExecsAsync(10_000);

    [Fact]
    public Task A_flood_that_nobody_reads_stays_bounded() => FloodAsync(64);

    [Fact]
    [Trait("Category", "Full")]
    public Task A_gigabyte_that_nobody_reads_stays_bounded() => FloodAsync(1024);

    [Fact]
    public async Task Floods_of_many_programs_together_stay_bounded()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var requests = Enumerable.Range(0, 60).Select(_ => Execs.Shell("yes | head -c 4M; yes | head -c 4M >&2")).ToList();
        await Task.WhenAll(requests.Select(request => own.Client.StartAsync(request, Cancel)));
        foreach (var request in requests)
        {
            await using var exec = await own.Client.AttachAsync(request.Id, 0, 0, Cancel);
            var outcome = await exec.CollectAsync();
            Assert.Equal(8 << 20, outcome.Dropped + outcome.Stdout.Length + outcome.Stderr.Length);
        }
        var statistics = await own.Client.StatisticsAsync(Cancel);
        output.WriteLine($"guest {statistics.GuestMemory >> 20} MiB, kept output {statistics.KeptOutput >> 20} MiB");
        Assert.InRange(statistics.KeptOutput, 0, 20 << 20);
        Assert.InRange(statistics.GuestMemory, 0, MemoryBound);
    }

    private async Task RunQuickExecsAsync(int count)
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                Assert.Equal(0, (await own.Client.RunToEndAsync(Execs.Request("/bin/true"))).Exit.ExitCode);
        }));
        var statistics = await own.Client.StatisticsAsync(Cancel);
        output.WriteLine($"guest {statistics.GuestMemory >> 20} MiB after {statistics.StartedExecs} execs");
        Assert.Equal((count, 0, 1), (statistics.StartedExecs, statistics.RunningExecs, statistics.Processes));
        Assert.InRange(statistics.EndedExecs, 0, GuestProtocol.MaxEnded);
        Assert.InRange(statistics.GuestMemory, 0, MemoryBound);
    }

    private async Task FloodAsync(int mebibytes)
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var request = Execs.Shell($"yes | head -c {mebibytes}M");
        await own.Client.StartAsync(request, Cancel);
        GuestExecStatus status;
        do
            status = await own.Client.GetAsync(request.Id, Cancel);
        while (status.Exit is null);
        var statistics = await own.Client.StatisticsAsync(Cancel);
        output.WriteLine($"guest {statistics.GuestMemory >> 20} MiB after {status.StdoutBytes >> 20} MiB");
        Assert.Equal((long)mebibytes << 20, status.StdoutBytes);
        Assert.InRange(statistics.GuestMemory, 0, MemoryBound);
    }
}
