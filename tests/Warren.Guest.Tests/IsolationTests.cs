namespace Warren.Guest.Tests;

[Trait("Category", "Security")]
public sealed class IsolationTests(SharedGuest guest)
{
    [Theory]
    [InlineData("agent")]
    [InlineData("root")]
    public async Task User_code_has_no_capability_and_cannot_get_one(string user)
    {
        var status = (await guest.Client.RunToEndAsync(Execs.Request("cat", "/proc/self/status") with { User = user })).Text;
        foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" })
            Assert.Contains($"{set}:\t0000000000000000\n", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1\n", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2\n", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_code_starts_with_default_signals_its_own_session_and_only_three_descriptors()
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Request(
            "python3", "-c", "import os; print(sorted(os.listdir('/proc/self/fd')), os.getsid(0) == os.getpid())"));
        // The fourth is the listing's own.
        Assert.Equal("['0', '1', '2', '3'] True\n", outcome.Text);
        var signals = (await guest.Client.RunShellAsync("until read score </proc/$$/oom_score_adj && [ $score = 1000 ]; do :; done; exec cat /proc/self/status")).Text;
        Assert.Contains("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n", signals, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Descriptors_do_not_leak_into_programs_started_side_by_side()
    {
        var listings = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ =>
            guest.Client.RunToEndAsync(Execs.Request("ls", "/proc/self/fd") with { Stdin = new byte[] { 1 } })));
        Assert.All(listings, listing => Assert.Equal("0\n1\n2\n3\n", listing.Text));
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("root")]
    public async Task User_code_can_neither_signal_nor_read_nor_slow_the_guest(string user)
    {
        var script = "for s in TERM KILL STOP INT SEGV; do kill -$s 1 && echo signalled; done; "
            + "cat /proc/1/environ /proc/1/maps /proc/1/mem && echo read; readlink /proc/1/fd/* /proc/1/root /proc/1/exe; ls /proc/1/root/; cat /proc/1/fd/*; "
            + (user == "root" ? "" : "echo 1000 >/proc/1/oom_score_adj && echo chosen; ") + "renice -n 19 -p 1 && echo slowed; echo done";
        Assert.Equal("done\n", (await guest.Client.RunToEndAsync(Execs.Shell(script) with { User = user })).Text);
    }

    [Theory]
    [InlineData("agent", "1000")]
    [InlineData("root", "0")]
    public async Task A_guest_that_is_root_itself_isolates_too(string user, string uid)
    {
        await using var own = await GuestContainer.StartAsync(TestContext.Current.CancellationToken, uid: 0);
        var status = (await own.Client.RunToEndAsync(Execs.Request("cat", "/proc/self/status") with { User = user })).Text;
        Assert.Contains($"Uid:\t{uid}\t{uid}\t{uid}\t{uid}\n", status, StringComparison.Ordinal);
        Assert.Contains("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_filter_holds()
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Request(
            "python3", "-c", "import ctypes; l = ctypes.CDLL(None, use_errno=True); print(l.ptrace(0, 0, 0, 0), ctypes.get_errno())"));
        Assert.Equal("-1 1\n", outcome.Text);
    }

    [Fact]
    public async Task A_guest_whose_filter_cannot_be_loaded_refuses_to_start()
    {
        var missing = await GuestContainer.FailToStartAsync(null, "--listen-fd", "9", "--seccomp", "/.warren/none");
        Assert.Contains("cannot start", missing, StringComparison.Ordinal);
        var invalid = await GuestContainer.FailToStartAsync(new byte[8], "--listen-fd", "9", "--seccomp", GuestProtocol.SeccompPath);
        Assert.Contains("seccomp failed", invalid, StringComparison.Ordinal);
        var cut = await GuestContainer.FailToStartAsync(new byte[7], "--listen-fd", "9", "--seccomp", GuestProtocol.SeccompPath);
        Assert.Contains("8-byte", cut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_with_arguments_it_does_not_know_refuses_to_start() =>
        Assert.Contains("usage", await GuestContainer.FailToStartAsync(null, "--listen-fd"), StringComparison.Ordinal);

    [Fact]
    public async Task The_bound_is_kept_while_user_code_bombards_the_thread_that_takes_on_its_identity()
    {
        var attack = Execs.Request("python3", "-c",
            """
            import os, signal, ctypes, time
            libc = ctypes.CDLL(None)
            end = time.time() + 3
            while time.time() < end:
                for tid in os.listdir('/proc/1/task'):
                    for number in (9, 15, 11, 34, 35):
                        libc.syscall(234, 1, int(tid), number)
                    libc.ptrace(16, int(tid), 0, 0)
            print('over')
            """);
        var attacking = guest.Client.RunToEndAsync(attack);
        do
            Assert.Equal("fine\n", (await guest.Client.RunShellAsync("echo fine")).Text);
        while (!attacking.IsCompleted);
        Assert.Equal("over\n", (await attacking).Text);
    }
}
