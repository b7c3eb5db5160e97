using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class StatisticsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ManualTime _time = new();

    private static void Use(ServiceFixture fixture, string id, double cpuSeconds, long memory = 1 << 20) =>
        fixture.Engine.Sandboxes[id].Usage = fixture.Engine.Sandboxes[id].Usage with { CpuSeconds = cpuSeconds, MemoryBytes = memory };

    // Moves on in steps and lets the sampler finish each.
    private async Task SampleAsync(ServiceFixture fixture, string id, int samples)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            var before = Newest(fixture, id);
            for (var step = 0; step < 10; step++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                for (var turn = 0; turn < 50 && Newest(fixture, id) == before; turn++)
                    await Task.Yield();
            }
            await UntilAsync(() => Newest(fixture, id) != before);
        }
    }

    private static DateTimeOffset? Newest(ServiceFixture fixture, string id) =>
        fixture.Service.Statistics.History(id, null, Owner) is [.., var last] ? last.Time : null;

    [Fact]
    public async Task Figures_come_with_limits_uptime_and_what_was_used_since_the_last_sample()
    {
        await using var fixture = await ServiceFixture.StartAsync(_time);
        var sandbox = await fixture.CreateAsync(new() { Cpu = 2, Memory = 64 << 20, Pids = 50 });
        Use(fixture, sandbox.Id, 1);
        await SampleAsync(fixture, sandbox.Id, 1);
        var sampled = fixture.Service.Statistics.History(sandbox.Id, null, Owner)[^1];
        _time.Advance(TimeSpan.FromSeconds(0.75));
        Use(fixture, sandbox.Id, 2.5);
        var now = await fixture.Service.Statistics.ReadAsync(sandbox.Id, Owner, Token);
        var passed = (now.Time - sampled.Time).TotalSeconds;
        Assert.Equal((2, 64 << 20, 50), (now.CpuLimit, now.MemoryLimitBytes, now.PidsLimit));
        Assert.Equal(Math.Round(1.5 / passed * 100, 2), now.CpuPercent);
        Assert.Equal((now.Time - sandbox.StartedAt!.Value).TotalSeconds, now.UptimeSeconds);
        Assert.Null(sampled.CpuPercent);
    }

    [Fact]
    public async Task History_is_ten_minutes_and_can_be_asked_for_from_a_time_on()
    {
        await using var fixture = await ServiceFixture.StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await SampleAsync(fixture, sandbox.Id, 65);
        var all = fixture.Service.Statistics.History(sandbox.Id, null, Owner);
        Assert.Equal(60, all.Count);
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.Equal(TimeSpan.FromSeconds(10), pair.Second.Time - pair.First.Time));
        Assert.Equal(all.Skip(50), fixture.Service.Statistics.History(sandbox.Id, all[49].Time, Owner));
    }

    [Fact]
    public async Task Idle_sandbox_is_measured_in_full_once_a_minute_and_a_busy_one_every_time()
    {
        await using var fixture = await ServiceFixture.StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await SampleAsync(fixture, sandbox.Id, 13);
        Assert.InRange(Measured(), 2, 4);
        var before = Measured();
        for (var sample = 0; sample < 6; sample++)
        {
            Use(fixture, sandbox.Id, 10 + sample, memory: sample);
            await SampleAsync(fixture, sandbox.Id, 1);
        }
        Assert.Equal(before + 6, Measured());
        Assert.Equal(10, fixture.Service.Statistics.History(sandbox.Id, null, Owner)[^1].CpuPercent);

        int Measured() => fixture.Engine.Actions.Count(action => action.StartsWith("measure ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Paused_sandbox_is_measured_and_a_stopped_one_tells_what_was_known_last()
    {
        await using var fixture = await ServiceFixture.StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        Assert.Equal(_time.GetUtcNow(), (await fixture.Service.Statistics.ReadAsync(sandbox.Id, Owner, Token)).Time);
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        var refused = await Assert.ThrowsAsync<WarrenException>(() => fixture.Service.Statistics.ReadAsync(sandbox.Id, Owner, Token));
        Assert.Equal(ErrorCode.InvalidState, refused.Code);
        await fixture.Service.StartAsync(sandbox.Id, Owner, Token);
        await SampleAsync(fixture, sandbox.Id, 1);
        var last = Newest(fixture, sandbox.Id);
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        _time.Advance(Minute);
        Assert.Equal(last, (await fixture.Service.Statistics.ReadAsync(sandbox.Id, Owner, Token)).Time);
    }

    [Fact]
    public async Task Stream_measures_at_once_and_at_every_interval_and_ends_with_the_sandbox()
    {
        await using var fixture = await ServiceFixture.StartAsync(_time);
        var sandbox = await fixture.CreateAsync();
        await using var stream = fixture.Service.Statistics.StreamAsync(sandbox.Id, TimeSpan.FromSeconds(2), Owner, Token).GetAsyncEnumerator(Token);
        Assert.True(await stream.MoveNextAsync());
        var next = stream.MoveNextAsync().AsTask();
        Use(fixture, sandbox.Id, 2);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await next);
        Assert.Equal(50, stream.Current.CpuPercent);
        next = stream.MoveNextAsync().AsTask();
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(await next);
    }
}
