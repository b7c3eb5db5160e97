using System.Text;

namespace Warren.Cli.EndToEndTests;

public sealed class ShellTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    private const string Keys = "\u0010\u0011"; // Ctrl+P Ctrl+Q

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1), for a terminal");
        await cli.RunAsync("sandbox", "create", "--name", "term");
    }

    [Fact]
    public async Task A_shell_has_our_terminals_size_and_ends_with_its_own_exit_code()
    {
        var shell = await TypeAsync("stty rows 31 cols 99; $WARREN sandbox shell term", "$ ", "stty size; echo $TERM; exit 7\n");

        Assert.Contains("31 99", shell.Stdout, StringComparison.Ordinal);
        Assert.Contains("xterm", shell.Stdout, StringComparison.Ordinal);
        Assert.Equal(7, shell.ExitCode);
    }

    [Fact]
    public async Task Our_terminal_is_as_it_was_behind_it()
    {
        var shell = await TypeAsync("before=$(stty -g); $WARREN sandbox shell term; [ \"$before\" = \"$(stty -g)\" ] && echo same", "$ ", "exit\n");

        Assert.EndsWith("same\r\n", shell.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_leave_a_terminal_that_runs_on_and_can_be_taken_up()
    {
        var left = await TypeAsync("$WARREN sandbox shell term -c 'echo ready; read line; echo got $line; exit 4'", "ready", Keys);
        Assert.Equal(0, left.ExitCode);
        Assert.Contains("the terminal runs on", left.Stdout, StringComparison.Ordinal);
        var id = (await cli.RunAsync("sandbox", "shell", "term", "--list", "-q")).Stdout.TrimEnd().Split('\n')[^1];

        var again = await TypeAsync($"$WARREN sandbox shell term --attach {id}", "ready", "hello\n");

        Assert.Contains("got hello", again.Stdout, StringComparison.Ordinal);
        Assert.Equal(4, again.ExitCode);
    }

    [Fact]
    public async Task A_program_on_a_terminal_is_run_by_exec()
    {
        var exec = await TypeAsync("$WARREN sandbox exec -it term -- sh -c 'tty; exit 3'", "/dev/pts", "");

        Assert.Contains("/dev/pts/", exec.Stdout, StringComparison.Ordinal);
        Assert.Equal(3, exec.ExitCode);
    }

    [Fact]
    public async Task Without_a_terminal_it_is_refused()
    {
        var refused = await cli.RunAsync("sandbox", "shell", "term");

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("needs a terminal", refused.Stderr, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync() => await cli.RunAsync("sandbox", "delete", "term");

    // Keys that come before our side is raw would be the local terminal's: it types once the other side has said something.
    private async Task<CliResult> TypeAsync(string line, string behind, string typed)
    {
        using var script = cli.StartOther("/usr/bin/env", $"WARREN={Cli.Program}", "TERM=xterm", "script", "-qec", line, "/dev/null");
        var (shown, buffer) = (new StringBuilder(), new char[1024]);
        while (!shown.ToString().Contains(behind, StringComparison.Ordinal))
            shown.Append(buffer, 0, await script.StandardOutput.ReadAsync(buffer, Cli.Token) is > 0 and var count ? count : throw new EndOfStreamException(shown.ToString()));
        await script.StandardInput.WriteAsync(typed);
        await script.StandardInput.FlushAsync(Cli.Token);
        shown.Append(await script.StandardOutput.ReadToEndAsync(Cli.Token));
        await script.WaitForExitAsync(Cli.Token);
        return new(script.ExitCode, shown.ToString(), "");
    }
}
