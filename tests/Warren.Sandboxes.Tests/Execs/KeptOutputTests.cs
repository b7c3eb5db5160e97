using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.TestKit.Fakes;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests.Execs;

public sealed class KeptOutputTests
{
    private static readonly ExecRequest InBackground = new() { Command = new(["program"]), Background = true };

    [Fact]
    public async Task Output_survives_the_end_of_the_server_in_the_middle_of_it()
    {
        await using var fixture = await StartAsync();
        var (half, rest) = (Lines(0, 50_000), Lines(50_000, 100_000));
        var go = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Stdout = half,
            Script = async (process, _) =>
            {
                await go.Task;
                process.Write(rest);
                return 7;
            },
        };
        var sandbox = await fixture.CreateAsync();
        var exec = await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token);
        await WaitForAsync(fixture, sandbox.Id, exec.Id, status => status.StdoutBytes > 1000);
        await fixture.RestartServiceAsync();
        go.SetResult();

        var (stdout, exit) = await ReadAsync(fixture.Service.Execs.AttachAsync(sandbox.Id, exec.Id, 1000, 0, Owner, Token));

        Assert.Equal([.. half[1000..], .. rest], stdout);
        Assert.Equal(7, exit.ExitCode);
        Assert.Equal(half.Length + rest.Length, fixture.Service.Execs.Get(sandbox.Id, exec.Id, Owner).StdoutBytes);
    }

    [Fact]
    public async Task Exec_in_the_foreground_of_a_killed_server_is_taken_up_by_the_next()
    {
        await using var fixture = await StartAsync();
        var (runs, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Engine.Run = _ => new()
        {
            Script = async (process, _) =>
            {
                process.Write("before ");
                runs.SetResult();
                await go.Task;
                process.Write("after");
                return 0;
            },
        };
        var sandbox = await fixture.CreateAsync();
        var running = fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["program", "x"]) }, Owner, Token);
        await runs.Task;
        await fixture.RestartServiceAsync();
        // Whether the server or its connection to the guest is gone first says which of two codes it is.
        Assert.Contains((await Assert.ThrowsAsync<WarrenException>(() => running)).Code, new[] { ErrorCode.EngineUnavailable, ErrorCode.SandboxFailed });
        go.SetResult();

        var exec = await WaitForAsync(fixture, sandbox.Id, null, status => !status.Running);

        Assert.Equal((0, "program x", false), (exec.ExitCode, string.Join(' ', exec.Command.Arguments), exec.Background));
        Assert.Equal("before after", Encoding.UTF8.GetString((await ReadAsync(fixture.Service.Execs.AttachAsync(sandbox.Id, exec.Id, 0, 0, Owner, Token))).Stdout));
    }

    [Fact]
    public async Task What_ended_is_listed_and_read_by_the_next_server_also_while_the_sandbox_is_stopped()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        fixture.Engine.Run = _ => new() { Stdout = "out"u8.ToArray(), Stderr = "err"u8.ToArray(), ExitCode = 3 };
        var result = await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["program"]) }, Owner, Token);
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);
        await fixture.RestartServiceAsync();

        var exec = Assert.Single(fixture.Service.Execs.List(sandbox.Id, Owner));

        Assert.Equal((result.Id, 3, false, 3L, 3L), (exec.Id, exec.ExitCode, exec.Running, exec.StdoutBytes, exec.StderrBytes));
        Assert.Equal("out"u8.ToArray(), (await ReadAsync(fixture.Service.Execs.AttachAsync(sandbox.Id, exec.Id, 0, 0, Owner, Token))).Stdout);
    }

    [Fact]
    public async Task End_that_nobody_saw_has_a_reason_and_no_exit_code()
    {
        await using var fixture = await StartAsync();
        fixture.Engine.Run = _ => new() { Stdout = "kept"u8.ToArray(), Wait = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) };
        var sandbox = await fixture.CreateAsync();
        var exec = await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token);
        await WaitForAsync(fixture, sandbox.Id, exec.Id, status => status.StdoutBytes == 4);
        await fixture.Service.StopAsync(sandbox.Id, Owner, Token);

        var ended = await WaitForAsync(fixture, sandbox.Id, exec.Id, status => !status.Running);

        Assert.Equal((null, "The sandbox was stopped while the exec ran."), (ended.ExitCode, ended.Reason));
        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(fixture.Service.Execs.AttachAsync(sandbox.Id, exec.Id, 0, 0, Owner, Token)));
        Assert.Equal((ErrorCode.SandboxFailed, ended.Reason), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task Any_number_of_readers_get_everything_from_where_they_begin()
    {
        await using var fixture = await StartAsync();
        var output = Lines(0, 100_000);
        var go = new TaskCompletionSource();
        fixture.Engine.Run = _ => new()
        {
            Script = async (process, _) =>
            {
                for (var at = 0; at < output.Length; at += 1000)
                {
                    process.Write(output.AsSpan(at, Math.Min(1000, output.Length - at)));
                    if (at == 50_000)
                        await go.Task;
                }
                return 0;
            },
        };
        var sandbox = await fixture.CreateAsync();
        var exec = await fixture.Service.Execs.StartAsync(sandbox.Id, InBackground, Owner, Token);
        await WaitForAsync(fixture, sandbox.Id, exec.Id, status => status.StdoutBytes > 40_000);
        var readers = Enumerable.Range(0, 8).Select(number => (From: number * 5000, Read: ReadAsync(
            fixture.Service.Execs.AttachAsync(sandbox.Id, exec.Id, number * 5000, 0, Owner, Token)))).ToList();
        go.SetResult();
        foreach (var (from, read) in readers)
            Assert.Equal(output[from..], (await read).Stdout);
    }

    [Fact]
    public async Task Stuck_reader_is_let_go_and_stops_neither_the_program_nor_other_readers()
    {
        await using var fixture = await StartAsync();
        fixture.Output = fixture.Output with { MaxAhead = 100_000, Patience = TimeSpan.FromMilliseconds(50), MaxStream = 1 << 20, SegmentSize = 1 << 17 };
        await fixture.RestartServiceAsync();
        var output = Lines(0, 600_000);
        fixture.Engine.Run = _ => new() { Stdout = output };
        var sandbox = await fixture.CreateAsync();
        var stream = fixture.Service.Execs.StreamAsync(sandbox.Id, new() { Command = new(["program"]) }, Owner, Token).GetAsyncEnumerator(Token);
        Assert.True(await stream.MoveNextAsync());
        var id = Assert.IsType<ExecEvent.Started>(stream.Current).Id;

        var ended = await WaitForAsync(fixture, sandbox.Id, id, status => !status.Running);

        Assert.Equal((0, (long)output.Length), (ended.ExitCode, ended.StdoutBytes));
        long seen = 0, dropped = 0;
        while (await stream.MoveNextAsync())
            (seen, dropped) = (seen + ((stream.Current as ExecEvent.Output)?.Data.Length ?? 0), dropped + ((stream.Current as ExecEvent.Dropped)?.Bytes ?? 0));
        Assert.Equal(output.Length, seen + dropped);
        Assert.Equal(ended.StdoutDropped, dropped);
        Assert.InRange(dropped, 1, output.Length);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Live_reader_holds_the_program_back_and_loses_nothing()
    {
        await using var fixture = await StartAsync();
        fixture.Output = fixture.Output with { MaxAhead = 100_000, MaxStream = 1 << 20, SegmentSize = 1 << 17 };
        await fixture.RestartServiceAsync();
        var output = Lines(0, 1_000_000);
        fixture.Engine.Run = _ => new() { Stdout = output };
        var sandbox = await fixture.CreateAsync();

        var (stdout, exit) = await ReadAsync(fixture.Service.Execs.StreamAsync(sandbox.Id, new() { Command = new(["program"]) }, Owner, Token));

        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(output.Length, stdout.Length);
        Assert.True(output.AsSpan().SequenceEqual(stdout));
    }

    [Fact]
    public async Task Hundred_execs_at_once_keep_theirs_apart()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 100, CancellationToken = Token }, async (number, token) =>
        {
            var result = await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new([$"{number}"]) }, Owner, token);
            Assert.Equal($"{number}\n", result.Stdout);
            var content = fixture.Service.Execs.ReadOutput(sandbox.Id, result.Id, isError: false, 0, null, Owner);
            Assert.Equal($"{number}\n", Encoding.UTF8.GetString(content.Read().Span));
            content.Dispose();
        });
        Assert.Equal(100, fixture.Service.Execs.List(sandbox.Id, Owner).Count);
    }

    [Fact]
    public async Task Oldest_ended_execs_make_room_and_leave_no_file()
    {
        await using var fixture = await StartAsync();
        fixture.Output = fixture.Output with { MaxEnded = 3, ForgetDelay = TimeSpan.Zero };
        await fixture.RestartServiceAsync();
        var sandbox = await fixture.CreateAsync();
        List<string> ids = [];
        for (var i = 0; i < 10; i++)
            ids.Add((await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new([$"{i}"]) }, Owner, Token)).Id);
        // What the guest still remembers is taken up by the next server.
        using (var use = await fixture.Service.UseAsync(sandbox.Id, Owner, Token))
            while ((await use.Guest.ListAsync(Token)).Count > 0)
                await Task.Yield();
        await fixture.RestartServiceAsync();
        Assert.Equal(ids.TakeLast(3), fixture.Service.Execs.List(sandbox.Id, Owner).OrderBy(exec => exec.StartedAt).Select(exec => exec.Id));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(fixture.OutputFolder, sandbox.Id), "*.stdout.0").Length);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_sandbox_that_is_gone()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["x"]) }, Owner, Token);
        Assert.NotEmpty(Directory.GetDirectories(fixture.OutputFolder));
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        Assert.Empty(Directory.GetDirectories(fixture.OutputFolder));
        Directory.CreateDirectory(Path.Combine(fixture.OutputFolder, "aaaaaaaaaaaaaaaa"));
        await fixture.RestartServiceAsync();
        Assert.Empty(Directory.GetDirectories(fixture.OutputFolder));
    }

    [Fact]
    public async Task Guest_forgets_what_is_stored()
    {
        await using var fixture = await StartAsync();
        fixture.Output = fixture.Output with { ForgetDelay = TimeSpan.Zero };
        await fixture.RestartServiceAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["x"]) }, Owner, Token);
        using var use = await fixture.Service.UseAsync(sandbox.Id, Owner, Token);
        while ((await use.Guest.ListAsync(Token)).Count > 0)
            await Task.Yield();
        Assert.Single(fixture.Service.Execs.List(sandbox.Id, Owner));
    }

    [Fact]
    public async Task Offset_beyond_what_was_written_is_refused()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var result = await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["x"]) }, Owner, Token);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(fixture.Service.Execs.AttachAsync(sandbox.Id, result.Id, 3, 0, Owner, Token)));
        Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
    }

    private static byte[] Lines(int from, int to) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(from, to - from).Select(number => $"{number}\n")));

    private static async Task<ExecStatus> WaitForAsync(ServiceFixture fixture, string sandbox, string? exec, Func<ExecStatus, bool> condition)
    {
        while (true)
        {
            var found = fixture.Service.Execs.List(sandbox, Owner).FirstOrDefault(status => (exec is null || status.Id == exec) && condition(status));
            if (found is not null)
                return found;
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<(byte[] Stdout, ExecExit Exit)> ReadAsync(IAsyncEnumerable<ExecEvent> happenings)
    {
        using var stdout = new MemoryStream();
        ExecExit? exit = null;
        await foreach (var happened in happenings)
            switch (happened)
            {
                case ExecEvent.Output { Stream: "stdout" } output:
                    Assert.True(stdout.Length == 0 || output.Offset > 0);
                    stdout.Write(output.Data.Span);
                    break;
                case ExecEvent.Dropped dropped:
                    Assert.Fail($"{dropped.Bytes} bytes were dropped.");
                    break;
                case ExecEvent.Exit end:
                    exit = end.Value;
                    break;
            }
        return (stdout.ToArray(), exit!);
    }
}
