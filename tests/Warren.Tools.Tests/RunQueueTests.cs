using Warren.Api;
using Warren.TestKit;
using Warren.Tools.Runs;

namespace Warren.Tools.Tests;

public sealed class RunQueueTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_take_turns_however_many_one_of_them_asks_for()
    {
        var queue = new RunQueue(1, 10, _time);
        var turn = queue.TryEnter()!;
        List<string> order = [];
        var waiting = new[] { "a", "a", "a", "b", "c", "b" }.Select(async (session, index) =>
        {
            using var mine = await queue.EnterAsync(session, Token);
            lock (order)
                order.Add($"{session}{index}");
        }).ToList();
        Assert.Equal(6, queue.Queued);

        turn.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(["a0", "b3", "c4", "a1", "b5", "a2"], order);
        Assert.Equal((0, 0), (queue.Running, queue.Queued));
    }

    [Fact]
    public async Task Full_line_refuses_and_says_when_to_come_back()
    {
        var queue = new RunQueue(2, 3, _time);
        using var one = queue.TryEnter()!;
        using var two = queue.TryEnter()!;
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => queue.EnterAsync("a", stop.Token)).ToList();

        var refusal = await Assert.ThrowsAsync<WarrenException>(() => queue.EnterAsync("b", Token));

        Assert.Equal(ErrorCode.TooManyRequests, refusal.Code);
        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Throws<WarrenException>(queue.RequirePlace);
        await stop.CancelAsync();
        foreach (var gone in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line_and_no_turn_is_lost()
    {
        var queue = new RunQueue(1, 2, _time);
        var first = queue.TryEnter()!;
        using var stop = new CancellationTokenSource();
        var leaves = queue.EnterAsync("a", stop.Token);
        var stays = queue.EnterAsync("b", Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(1, queue.Queued);

        first.Dispose();
        var turn = await stays;
        turn.Dispose();
        turn.Dispose();

        Assert.Equal((0, 0), (queue.Running, queue.Queued));
        Assert.NotNull(queue.TryEnter());
    }

    [Fact]
    public async Task Thousand_at_once_all_get_their_turn_and_never_more_than_allowed()
    {
        var queue = new RunQueue(8, 1000, _time);
        int running = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(index => Task.Run(async () =>
        {
            using var turn = await queue.EnterAsync($"s{index % 7}", Token);
            var now = Interlocked.Increment(ref running);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, now, seen);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }, Token)));

        Assert.InRange(most, 1, 8);
        Assert.Equal((0, 0), (queue.Running, queue.Queued));
    }
}
