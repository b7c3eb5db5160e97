using System.Text;
using Microsoft.AspNetCore.Http;
using Warren.Api;

namespace Warren.Sandboxes.Tests.Guests;

// Guests that say nothing, too late, or go on too long; the clock is the tests' own.
public sealed partial class LyingGuestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_answered_late_or_never_fails_at_its_deadline(bool late)
    {
        var answer = new TaskCompletionSource();
        _guest.Call = async context =>
        {
            await answer.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("{}", context.RequestAborted);
        };
        var call = _client.HelloAsync(Token);
        await _guest.WaitForRequestAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(_reasons);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        if (late)
            answer.SetResult();
        Assert.Contains("30 s", (await FailsAsync(() => call)).Message, StringComparison.Ordinal);
        Assert.Equal(["The sandbox's guest did not answer within 30 s."], _reasons);
    }

    [Fact]
    public async Task A_stream_that_is_never_answered_fails_at_its_deadline()
    {
        _guest.Stream = (_, token) => Task.Delay(Timeout.Infinite, token);
        var call = RunAsync();
        await _guest.WaitForRequestAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(30));
        await FailsAsync(() => call);
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task A_caller_who_gives_up_says_nothing_of_the_guest()
    {
        _guest.Call = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        _guest.Stream = async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Ok + Started), token);
            await Task.Delay(Timeout.Infinite, token);
        };
        using var caller = new CancellationTokenSource();
        await using var exec = await _client.RunAsync(new() { Id = "x", Arguments = ["true"] }, Token);
        var reading = ReadAsync(exec, caller.Token);
        var call = _client.HelloAsync(caller.Token);
        await _guest.WaitForRequestAsync(Token);
        await _guest.WaitForRequestAsync(Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Empty(_reasons);
    }

    [Fact]
    public async Task A_silent_stream_has_the_guest_asked_and_one_that_hangs_fails_with_it()
    {
        var answers = true;
        _guest.Call = context => answers ? AnswerHelloAsync(context) : Task.Delay(Timeout.Infinite, context.RequestAborted);
        var reading = await OpenSilentStreamAsync();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal("/v0/hello", await _guest.WaitForRequestAsync(Token));
            await UntilHeardAsync();
        }
        answers = false;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("/v0/hello", await _guest.WaitForRequestAsync(Token));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("10 s", (await FailsAsync(() => reading)).Message, StringComparison.Ordinal);
        Assert.Equal(["The sandbox's guest did not answer within 10 s."], _reasons);
    }

    [Fact]
    public async Task A_guest_that_lives_and_does_not_end_a_program_at_its_time_out_fails()
    {
        _guest.Call = AnswerHelloAsync;
        var began = _time.GetTimestamp();
        var reading = await OpenSilentStreamAsync(limit: 20);
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            if (await Task.WhenAny(reading, _guest.WaitForRequestAsync(Token).AsTask()) != reading)
                await UntilHeardAsync();
        }
        Assert.True(_time.GetElapsedTime(began) > TimeSpan.FromSeconds(50));
        await FailsAsync(() => reading);
        Assert.Equal(["The sandbox's guest did not end a program at its time-out."], _reasons);
    }

    [Fact]
    public async Task A_frozen_sandbox_is_not_taken_as_hung()
    {
        _guest.Call = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var reading = await OpenSilentStreamAsync(limit: 1);
        var call = _client.ListAsync(Token);
        Assert.Equal("/v0/execs", await _guest.WaitForRequestAsync(Token));
        _client.Suspend();
        _time.Advance(TimeSpan.FromHours(5));
        Assert.False(reading.IsCompleted || call.IsCompleted);
        Assert.True(_guest.WasLeftAlone);
        _client.Resume();
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(reading.IsCompleted || call.IsCompleted);
        Assert.Empty(_reasons);
        _time.Advance(TimeSpan.FromSeconds(60));
        await FailsAsync(() => call);
        await FailsAsync(() => reading);
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task An_idle_sandbox_is_left_alone()
    {
        _guest.Call = AnswerHelloAsync;
        await _client.HelloAsync(Token);
        await _guest.WaitForRequestAsync(Token);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(_guest.WasLeftAlone);
    }

    // The deadline of a question ends with its answer; the timer of the open stream is left.
    private async Task UntilHeardAsync()
    {
        while (_timers.Count > 1)
            await Task.Yield();
    }

    private static Task AnswerHelloAsync(HttpContext context)
    {
        var body = """{"generations":[0],"bootId":"0","version":"1","startedAt":"2030-01-01T00:00:00Z"}""";
        context.Response.ContentLength = body.Length;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private async Task<Task> OpenSilentStreamAsync(double? limit = null)
    {
        _guest.Stream = async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Ok + Started), token);
            await Task.Delay(Timeout.Infinite, token);
        };
        var exec = await _client.RunAsync(new() { Id = "x", Arguments = ["true"], TimeoutSeconds = limit }, Token);
        await _guest.WaitForRequestAsync(Token);
        var frames = exec.ReadAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());
        // It spoke in this interval; the next are silent.
        _time.Advance(TimeSpan.FromSeconds(15));
        return Task.Run(async () =>
        {
            await using (exec)
                await frames.MoveNextAsync();
        }, Token);
    }

    private sealed class TimerCount(TimeProvider time) : TimeProvider
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _count);
            return new Counted(this, time.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class Counted(TimerCount owner, ITimer timer) : ITimer
        {
            private TimerCount? _owner = owner;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                timer.Dispose();
                if (Interlocked.Exchange(ref _owner, null) is { } counting)
                    Interlocked.Decrement(ref counting._count);
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
