using System.Text;

namespace Warren.Guest.Tests;

public sealed class TerminalTests(SharedGuest guest)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_in_a_terminal_has_one_of_its_own_with_size_owner_and_type()
    {
        var request = Terminal("tty && stty size && echo $TERM && stat -c '%U %a' $(tty) && test -t 0 -a -t 1 -a -t 2 && echo all") with
        {
            Terminal = new() { Columns = 132, Rows = 43 },
        };
        var outcome = await guest.Client.RunToEndAsync(request);
        Assert.Matches(@"^/dev/pts/\d+\r\n43 132\r\nxterm-256color\r\n\S+ 600\r\nall\r\n$", outcome.Text);
        Assert.Empty(outcome.Stderr);
    }

    [Fact]
    public async Task Everything_that_is_written_is_standard_output_in_order()
    {
        var outcome = await guest.Client.RunToEndAsync(Terminal("echo one; echo two >&2; echo three; exit 7"));
        Assert.Equal(("one\r\ntwo\r\nthree\r\n", "", 7), (outcome.Text, outcome.ErrorText, outcome.Exit.ExitCode));
    }

    // A shell that takes its terminal back from a job loses keys that come in that moment, so its prompt is waited for.
    [Fact(Timeout = 60_000)]
    public async Task Jobs_are_controlled_from_the_keyboard()
    {
        await using var terminal = await TerminalSession.StartAsync(guest.Client, Bash());
        await terminal.TypeAsync("sleep 100 &\n");
        await terminal.TypeAsync("jobs\n");
        await terminal.ExpectAsync("Running");
        await terminal.TypeAsync("kill %1; wait; sh -c 'echo mar\"\"ker; exec sed -u s/^/seen:/'\n");
        await terminal.ExpectAsync("marker");
        await terminal.TypeAsync("\u001a");
        await terminal.ExpectAsync("Stopped");
        await terminal.ExpectAsync("$ ");
        await terminal.TypeAsync("fg\n");
        await terminal.TypeAsync("word\n");
        await terminal.ExpectAsync("seen:word");
        await terminal.TypeAsync("\u0003");
        await terminal.ExpectAsync("$ ");
        await terminal.TypeAsync("echo code=$?\n");
        await terminal.ExpectAsync("code=130");
        await terminal.TypeAsync("exit 5\n");
        Assert.Equal(5, (await terminal.ReadToEndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_new_size_is_seen_and_told_to_the_foreground()
    {
        await using var terminal = await TerminalSession.StartAsync(guest.Client, Bash());
        await terminal.TypeAsync("sh -c 'trap \"echo wi\"\"nch; stty size\" WINCH; echo rea\"\"dy; while :; do sleep 0.05; done'\n");
        await terminal.ExpectAsync("ready");
        await guest.Client.ResizeAsync(terminal.Id, 101, 37, Cancel);
        await terminal.ExpectAsync("winch\r\n37 101");
        await guest.Client.ForgetAsync(terminal.Id, Cancel);
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(80, 0)]
    [InlineData(GuestProtocol.MaxTerminalSide + 1, 24)]
    [InlineData(80, int.MaxValue)]
    public async Task A_size_that_no_terminal_has_is_refused(int columns, int rows)
    {
        var request = Terminal("true") with { Terminal = new() { Columns = columns, Rows = rows } };
        Assert.Equal(ErrorCode.InvalidRequest, (await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunToEndAsync(request))).Code);
        await using var terminal = await TerminalSession.StartAsync(guest.Client, Terminal("sleep 1000"));
        var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.ResizeAsync(terminal.Id, columns, rows, Cancel));
        Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
        await guest.Client.ForgetAsync(terminal.Id, Cancel);
    }

    [Fact]
    public async Task A_program_without_terminal_cannot_be_resized_and_an_ended_one_neither()
    {
        var plain = Execs.Shell("true");
        var ended = Terminal("true");
        foreach (var request in new[] { plain, ended })
        {
            await guest.Client.RunToEndAsync(request);
            var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.ResizeAsync(request.Id, 80, 24, Cancel));
            Assert.Equal(ErrorCode.Conflict, failure.Code);
        }
    }

    [Fact]
    public async Task Every_byte_goes_through_a_raw_terminal_unchanged()
    {
        var data = Enumerable.Range(0, 64 * 256).Select(i => (byte)i).ToArray();
        await using var terminal = await TerminalSession.StartAsync(guest.Client, Terminal($"stty raw -echo; printf 'rea''dy;'; exec head -c {data.Length}"));
        await terminal.ExpectAsync("ready;");
        terminal.Seen.SetLength(0);
        await guest.Client.WriteStdinAsync(terminal.Id, data, end: false, Cancel);
        Assert.Equal(0, (await terminal.ReadToEndAsync()).ExitCode);
        Assert.True(data.AsSpan().SequenceEqual(terminal.Seen.ToArray()));
    }

    [Fact]
    public async Task The_end_of_input_ends_a_program_that_reads_lines_also_in_the_middle_of_one()
    {
        foreach (var input in new[] { "a\nb\n", "a\nb" })
        {
            await using var terminal = await TerminalSession.StartAsync(guest.Client, Terminal("stty -echo; echo rea''dy; exec cat"));
            await terminal.ExpectAsync("ready");
            await guest.Client.WriteStdinAsync(terminal.Id, Encoding.UTF8.GetBytes(input), end: true, Cancel);
            Assert.Equal(0, (await terminal.ReadToEndAsync()).ExitCode);
            Assert.EndsWith(input.Replace("\n", "\r\n", StringComparison.Ordinal), terminal.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_flood_through_a_terminal_arrives_whole_though_its_program_ended()
    {
        var outcome = await guest.Client.RunToEndAsync(Terminal("stty raw; exec seq 1 200000"));
        Assert.Equal(string.Join('\n', Enumerable.Range(1, 200000)) + "\n", outcome.Text);
        Assert.Equal(outcome.Stdout.Length, outcome.Exit.StdoutBytes);
    }

    [Fact]
    public async Task What_a_shell_leaves_behind_does_not_hold_up_its_end()
    {
        var outcome = await guest.Client.RunToEndAsync(Terminal("trap '' HUP; sleep 1000 & echo last"));
        Assert.Equal("last\r\n", outcome.Text);
        await guest.Client.RunShellAsync("pkill sleep");
    }

    [Fact]
    public async Task Short_words_of_many_terminals_in_a_row_are_never_lost()
    {
        for (var i = 0; i < 200; i++)
            Assert.Equal($"{i}\r\n", (await guest.Client.RunToEndAsync(Terminal($"echo {i}"))).Text);
    }

    [Fact]
    public async Task A_hundred_terminals_live_at_once_and_each_is_its_own()
    {
        await using var own = await GuestContainer.StartAsync(Cancel);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TerminalSession.StartAsync(own.Client, Terminal("stty -echo; echo rea''dy; read line; echo \"$line of $(tty)\""))));
        await Task.WhenAll(sessions.Select(session => session.ExpectAsync("ready")));
        await Task.WhenAll(sessions.Select((session, n) => session.TypeAsync($"<{n}>\n")));
        var exits = await Task.WhenAll(sessions.Select(session => session.ReadToEndAsync()));
        Assert.All(exits, exit => Assert.Equal(0, exit.ExitCode));
        Assert.All(sessions.Index(), at => Assert.Contains($"<{at.Index}> of ", at.Item.Text, StringComparison.Ordinal));
        Assert.Equal(100, sessions.Select(session => session.Text.Split(" of ")[1]).Distinct().Count());
        foreach (var session in sessions)
            await session.DisposeAsync();
        Assert.Equal("0\n", (await own.Client.RunShellAsync("ls /dev/pts | grep -vc ptmx")).Text);
    }

    [Theory]
    [InlineData("forget")]
    [InlineData("time-out")]
    public async Task The_whole_tree_of_a_terminal_is_killed(string way)
    {
        var mark = $"8765{Random.Shared.Next(1000, 9999)}";
        var request = Terminal($"trap '' HUP; setsid sleep {mark} & echo rea''dy; sleep {mark}") with { TimeoutSeconds = way == "time-out" ? 1 : null };
        await using var terminal = await TerminalSession.StartAsync(guest.Client, request);
        await terminal.ExpectAsync("ready");
        if (way == "forget")
            await guest.Client.ForgetAsync(terminal.Id, Cancel);
        else
            Assert.True((await terminal.ReadToEndAsync()).TimedOut);
        Assert.Equal("0\n", (await guest.Client.RunShellAsync($"cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c '[s]leep {mark}'")).Text);
    }

    [Fact]
    public async Task Its_status_says_that_it_is_a_terminal()
    {
        var request = Terminal("sleep 1000");
        Assert.True((await guest.Client.StartAsync(request, Cancel)).Terminal);
        Assert.False((await guest.Client.StartAsync(Execs.Shell("true"), Cancel)).Terminal);
        await guest.Client.ForgetAsync(request.Id, Cancel);
    }

    private static GuestExecRequest Terminal(string script) => Execs.Shell(script) with { Terminal = new() { Columns = 80, Rows = 24 } };

    private static GuestExecRequest Bash() =>
        Execs.Request("bash", "--norc", "--noprofile", "-i") with { Terminal = new() { Columns = 80, Rows = 24 } };
}
