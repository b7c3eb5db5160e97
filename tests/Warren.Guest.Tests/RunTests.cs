using System.Text;

namespace Warren.Guest.Tests;

public sealed class RunTests(SharedGuest guest)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_errors_and_exit_code_come_back()
    {
        var outcome = await guest.Client.RunShellAsync("echo out; echo err >&2; exit 7");
        Assert.Equal("out\n", outcome.Text);
        Assert.Equal("err\n", outcome.ErrorText);
        Assert.Equal(7, outcome.Exit.ExitCode);
        Assert.Equal((4, 4), (outcome.Exit.StdoutBytes, outcome.Exit.StderrBytes));
    }

    [Fact]
    public async Task A_signal_that_ends_a_program_is_told()
    {
        var outcome = await guest.Client.RunShellAsync("kill -SEGV $$");
        Assert.Equal((139, 11), (outcome.Exit.ExitCode, outcome.Exit.Signal));
    }

    [Fact]
    public async Task Environment_has_defaults_that_the_caller_overrides()
    {
        var request = Execs.Request("env") with { Env = new Dictionary<string, string> { ["LANG"] = "de_DE", ["EMPTY"] = "" } };
        var lines = (await guest.Client.RunToEndAsync(request)).Text.Split('\n');
        Assert.Contains("LANG=de_DE", lines);
        Assert.Contains("EMPTY=", lines);
        Assert.Contains("USER=agent", lines);
        Assert.Contains("HOME=/workspace", lines);
        Assert.Contains(lines, line => line.StartsWith("PATH=/usr/local/sbin:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_start_in_the_workspace_which_belongs_to_the_agent()
    {
        var request = Execs.Shell("pwd; stat -c %u:%g:%a /workspace; stat -c %a /tmp") with { Workdir = null };
        Assert.Equal("/workspace\n1000:1000:755\n1777\n", (await guest.Client.RunToEndAsync(request)).Text);
    }

    [Theory]
    [InlineData(null, "1000:1000")]
    [InlineData("agent", "1000:1000")]
    [InlineData("root", "0:0")]
    [InlineData("web", "33:33")]
    [InlineData("33", "33:33")]
    [InlineData("2000", "2000:2000")]
    [InlineData("2000:3000", "2000:3000")]
    public async Task A_program_runs_as_the_user_that_was_asked_for(string? user, string ids)
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Shell("echo $(id -u):$(id -g)") with { User = user });
        Assert.Equal(ids + "\n", outcome.Text);
    }

    [Fact]
    public async Task A_user_gets_the_groups_that_the_image_gives_it_but_no_tracking_group_of_others()
    {
        var groups = (await guest.Client.RunToEndAsync(Execs.Request("id", "-G") with { User = "web" })).Text.Split().Where(text => text.Length > 0);
        Assert.Equal(["33", "55"], groups.Where(text => int.Parse(text) <= GuestIdentity.MaxUserId));
        Assert.Equal(3, groups.Count());
    }

    [Theory]
    [InlineData("thief")]
    [InlineData("tracked")]
    [InlineData("65533")]
    [InlineData("1000:40001")]
    [InlineData("40000")]
    [InlineData("nobody-knows")]
    [InlineData("broken")]
    [InlineData("negative")]
    [InlineData("1000:")]
    [InlineData("1:2:3")]
    [InlineData("4294967296")]
    [InlineData("")]
    public async Task Users_that_are_unknown_or_out_of_range_are_refused(string user)
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunToEndAsync(Execs.Shell("id") with { User = user }));
        Assert.Equal(ErrorCode.InvalidRequest, failure.Code);
    }

    [Theory]
    [InlineData("no-such-program", "/", "no such program: no-such-program")]
    [InlineData("/no/such/program", "/", "no such program: /no/such/program")]
    [InlineData("/etc/passwd", "/", "no permission to run the program: /etc/passwd")]
    [InlineData("true", "/nowhere", "no such folder to start in: /nowhere")]
    [InlineData("true", "/etc/passwd", "not a folder to start in: /etc/passwd")]
    [InlineData("true", "/root/closed", "cannot start in the folder /root/closed: permission denied")]
    [InlineData("true", "relative", "the folder to start in must be an absolute path: relative")]
    [InlineData("/", "/", "cannot run /: permission denied")]
    public async Task What_cannot_be_started_is_refused_with_the_reason(string program, string workdir, string message)
    {
        await guest.Client.RunToEndAsync(Execs.Shell("mkdir -p /root/closed; chmod 700 /root/closed") with { User = "root" });
        var failure = await Assert.ThrowsAsync<WarrenException>(
            () => guest.Client.RunToEndAsync(Execs.Request(program) with { Workdir = workdir }));
        Assert.Equal((ErrorCode.InvalidRequest, message), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task A_script_without_interpreter_is_refused_with_the_reason()
    {
        await guest.Client.RunShellAsync("printf '#!/nowhere\\n' >/tmp/lost; printf 'echo\\n' >/tmp/plain; chmod +x /tmp/lost /tmp/plain");
        var lost = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunToEndAsync(Execs.Request("/tmp/lost")));
        Assert.Contains("interpreter", lost.Message, StringComparison.Ordinal);
        var plain = await Assert.ThrowsAsync<WarrenException>(() => guest.Client.RunToEndAsync(Execs.Request("/tmp/plain")));
        Assert.Contains("#!", plain.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_looked_up_in_the_path_that_it_is_given()
    {
        await guest.Client.RunShellAsync("mkdir -p /tmp/p; printf '#!/bin/sh\\necho mine\\n' >/tmp/p/mine; chmod +x /tmp/p/mine");
        var request = Execs.Request("mine") with { Env = new Dictionary<string, string> { ["PATH"] = "/nowhere:/tmp/p" } };
        Assert.Equal("mine\n", (await guest.Client.RunToEndAsync(request)).Text);
    }

    [Fact]
    public async Task Input_reaches_the_program_and_ends()
    {
        var request = Execs.Request("cat") with { Stdin = Encoding.UTF8.GetBytes("from outside") };
        Assert.Equal("from outside", (await guest.Client.RunToEndAsync(request)).Text);
    }

    [Fact]
    public async Task Large_input_and_output_cross_without_a_deadlock()
    {
        var data = new byte[24 * 1024 * 1024];
        new Random(1).NextBytes(data);
        var outcome = await guest.Client.RunToEndAsync(Execs.Request("cat") with { Stdin = data });
        Assert.True(data.AsSpan().SequenceEqual(outcome.Stdout));
    }

    [Fact]
    public async Task Without_input_a_program_sees_its_end_at_once() =>
        Assert.Equal("", (await guest.Client.RunToEndAsync(Execs.Request("cat"))).Text);

    [Fact]
    public async Task Input_that_nobody_reads_is_no_error()
    {
        var request = Execs.Request("true") with { Stdin = new byte[4 * 1024 * 1024] };
        Assert.Equal(0, (await guest.Client.RunToEndAsync(request)).Exit.ExitCode);
    }

    [Fact]
    public async Task Closed_outputs_do_not_end_a_program_or_hang_its_exec()
    {
        var outcome = await guest.Client.RunShellAsync("exec >&- 2>&-; i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done; exit 5");
        Assert.Equal(5, outcome.Exit.ExitCode);
    }

    [Fact]
    public async Task A_process_left_behind_neither_holds_up_the_end_nor_loses_its_output_pipe()
    {
        var outcome = await guest.Client.RunShellAsync(
            "(i=0; while [ ! -e /tmp/left-go ]; do sleep 0.02; done; echo more && echo alive >/tmp/left) & echo before");
        Assert.Equal("before\n", outcome.Text);
        await guest.Client.RunShellAsync("touch /tmp/left-go; while [ ! -s /tmp/left ]; do sleep 0.02; done");
    }

    [Fact]
    public async Task Binary_output_is_exact()
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Request(
            "python3", "-c", "import sys; sys.stdout.buffer.write(bytes(range(256))*8192)"));
        Assert.Equal(256 * 8192, outcome.Stdout.Length);
        Assert.True(outcome.Stdout.Index().All(at => at.Item == (byte)at.Index));
    }

    [Fact]
    public async Task A_flood_arrives_whole_and_in_order()
    {
        await using var exec = await guest.Client.RunAsync(Execs.Request("seq", "1", "8000000"), Cancel);
        long length = 0, sum = 0;
        GuestExit? exit = null;
        await foreach (var frame in exec.ReadAsync(Cancel))
        {
            if (frame is GuestFrame.Output output)
            {
                Assert.Equal(length, output.Offset);
                length += output.Data.Length;
                foreach (var letter in output.Data.Span)
                    sum += letter;
            }
            exit = (frame as GuestFrame.Exit)?.Result;
        }
        Assert.Equal(length, exit!.StdoutBytes);
        Assert.Equal(62888896, length);
        Assert.True(sum > 0);
    }

    [Fact]
    public async Task An_endless_line_without_a_reader_in_time_is_held_back_then_cut_by_the_time_out()
    {
        var request = Execs.Shell("head -c 1 /dev/zero; exec tr '\\0' 'x' </dev/zero") with { TimeoutSeconds = 1 };
        await using var exec = await guest.Client.RunAsync(request, Cancel);
        var outcome = await exec.CollectAsync(keep: 1024 * 1024);
        Assert.True(outcome.Exit.TimedOut);
        Assert.Equal((-1, 0), (outcome.Exit.ExitCode, outcome.Dropped));
    }

    [Fact]
    public async Task Many_at_once_all_come_back_with_their_own_output()
    {
        for (var round = 0; round < 3; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => guest.Client.RunShellAsync($"echo {n}; exit {n}")));
            Assert.All(outcomes.Index(), at => Assert.Equal(($"{at.Index}\n", at.Index), (at.Item.Text, at.Item.Exit.ExitCode)));
        }
    }

    [Fact]
    public async Task Peak_memory_and_processor_time_are_told()
    {
        var outcome = await guest.Client.RunToEndAsync(Execs.Request("python3", "-c", "x = bytearray(80 * 1024 * 1024)"));
        Assert.InRange(outcome.Exit.PeakMemory, 80 * 1024 * 1024, 200 * 1024 * 1024);
        Assert.True(outcome.Exit.CpuMs > 0);
    }
}
