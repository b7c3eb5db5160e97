namespace Warren.Guest.Tests;

public sealed class KillTests(SharedGuest guest)
{
    // Leaves its session, its parent and its environment behind, and ignores what can be ignored.
    private const string Escape =
        """
        import os, signal, sys
        mark = sys.argv[1]
        for number in range(1, 32):
            if number not in (9, 17, 19): signal.signal(number, signal.SIG_IGN)
        if os.fork(): os.wait(); print('away', flush=True); signal.pause(); sys.exit()
        os.setsid()
        if os.fork(): os._exit(0)
        os.setsid() if os.getpid() != os.getsid(0) else None
        null = os.open('/dev/null', os.O_RDWR) if os.path.exists('/dev/null') else 0
        for fd in (0, 1, 2): os.dup2(null, fd)
        os.execve('/bin/sleep', ['sleep', mark], {})
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_time_out_kills_a_program_that_ignores_SIGTERM()
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Shell("trap '' TERM; echo up; while :; do sleep 1; done") with { TimeoutSeconds = 0.5 });
        Assert.Equal(("up\n", true, -1), (outcome.Text, outcome.Exit.TimedOut, outcome.Exit.ExitCode));
    }

    [Theory]
    [InlineData("time-out")]
    [InlineData("signal")]
    [InlineData("forget")]
    public async Task No_process_of_an_exec_escapes_its_end(string way)
    {
        var mark = $"98765{Random.Shared.Next(1000, 9999)}";
        var request = Execs.Request("python3", "-c", Escape, mark) with { TimeoutSeconds = way == "time-out" ? 4 : null };
        await using var exec = await guest.Client.RunAsync(request, Cancel);
        await WaitForOutputAsync(exec);
        if (way != "time-out")
            await guest.Client.RunShellAsync($"until cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -q '[s]leep {mark}'; do :; done");
        if (way == "signal")
            await guest.Client.SignalAsync(exec.Id, 9, Cancel);
        else if (way == "forget")
            await guest.Client.ForgetAsync(exec.Id, Cancel);
        else
            Assert.True((await ReadExitAsync(exec)).TimedOut);
        Assert.False(await IsRunningAsync(mark));
    }

    [Fact]
    public async Task A_signal_reaches_the_whole_tree()
    {
        var request = Execs.Shell("(trap 'echo child; exit' USR1; echo r; while :; do sleep 0.05; done) & trap 'wait; echo parent; exit 4' USR1; echo r; while :; do sleep 0.05; done");
        await using var exec = await guest.Client.RunAsync(request, Cancel);
        await WaitForOutputAsync(exec, length: 4);
        await guest.Client.SignalAsync(exec.Id, 10, Cancel);
        var outcome = await exec.CollectAsync();
        Assert.Contains("child\n", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("parent\n", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_bomb_is_killed_and_the_sandbox_works_on()
    {
        await using var own = await GuestContainer.StartAsync(Cancel, pids: 200);
        var bomb = Execs.Request("python3", "-c",
            """
            import os
            print('up', flush=True)
            while True:
                try: os.fork()
                except OSError: pass
            """) with
        { TimeoutSeconds = 2 };
        var outcome = await own.Client.RunToEndAsync(bomb);
        Assert.True(outcome.Exit.TimedOut);
        Assert.Equal("again\n", (await own.Client.RunShellAsync("echo again")).Text);
        Assert.Equal(1, (await own.Client.StatisticsAsync(Cancel)).Processes);
    }

    [Fact]
    public async Task A_full_sandbox_says_so_and_recovers()
    {
        await using var own = await GuestContainer.StartAsync(Cancel, pids: 40);
        var full = Execs.Request("python3", "-c",
            """
            import os, time
            while True:
                try: os.fork() or time.sleep(1000)
                except OSError: print('full', flush=True); time.sleep(1000)
            """);
        await using var exec = await own.Client.RunAsync(full, Cancel);
        await WaitForOutputAsync(exec);
        var failure = await Assert.ThrowsAsync<WarrenException>(() => own.Client.RunShellAsync("true"));
        Assert.Equal(ErrorCode.TooManyRequests, failure.Code);
        await own.Client.ForgetAsync(exec.Id, Cancel);
        Assert.Equal(0, (await own.Client.RunShellAsync("true")).Exit.ExitCode);
    }

    [Fact]
    public async Task A_user_who_stops_everything_of_its_own_holds_up_nothing_for_good()
    {
        var attack = Execs.Request("python3", "-c",
            """
            import os
            print('up', flush=True)
            while True:
                try: os.kill(-1, 19)
                except OSError: pass
            """) with
        { TimeoutSeconds = 3 };
        await using var own = await GuestContainer.StartAsync(Cancel);
        var attacking = own.Client.RunToEndAsync(attack);
        var victims = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => own.Client.RunToEndAsync(Execs.Request("/bin/true") with { TimeoutSeconds = 4 })));
        Assert.All(victims, victim => Assert.True(victim.Exit.TimedOut || victim.Exit.ExitCode is 0 or 137));
        Assert.True((await attacking).Exit.TimedOut);
        Assert.Equal("fine\n", (await own.Client.RunShellAsync("echo fine")).Text);
    }

    [Fact]
    public async Task Orphans_are_reaped()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var script = "for i in 1 2 3 4 5 6 7 8 9 10; do (sh -c 'sleep 0.1' & ) ; done; sleep 0.5; grep -l '^State:.Z' /proc/[0-9]*/status; echo none";
        Assert.Equal("none\n", (await own.Client.RunShellAsync(script)).Text);
        Assert.Equal(1, (await own.Client.StatisticsAsync(Cancel)).Processes);
    }

    [Fact]
    public async Task SIGTERM_from_outside_ends_the_guest_in_order()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        await using var exec = await own.Client.RunAsync(Execs.Shell("trap 'echo bye >/workspace/bye; exit' TERM; echo r; while :; do sleep 0.05; done"), Cancel);
        await WaitForOutputAsync(exec);
        Assert.Equal(0, HostCalls.kill(own.Pid, 15));
        Assert.Equal(0, await own.WaitAsync());
        Assert.Equal("bye\n", await File.ReadAllTextAsync(Path.Combine(own.Root, "workspace/bye"), Cancel));
    }

    // The bracket keeps the pattern from finding itself.
    private async Task<bool> IsRunningAsync(string mark) =>
        (await guest.Client.RunShellAsync($"cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c '[s]leep {mark}'")).Text.Trim() != "0";

    private static async Task WaitForOutputAsync(GuestExec exec, int length = 1)
    {
        var stream = exec.ReadAsync(Cancel).GetAsyncEnumerator(Cancel);
        while (await stream.MoveNextAsync())
            if (stream.Current is GuestFrame.Output output && output.Offset + output.Data.Length >= length)
                return;
        Assert.Fail("no output came");
    }

    private static async Task<GuestExit> ReadExitAsync(GuestExec exec) => (await exec.CollectAsync()).Exit;
}
