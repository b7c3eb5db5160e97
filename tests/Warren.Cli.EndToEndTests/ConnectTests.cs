using System.Text;

namespace Warren.Cli.EndToEndTests;

public sealed class ConnectTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await cli.RunAsync("up");
        await cli.RunAsync("connect", "--session", "lab"); // Refused until it is made.
        if ((await cli.RunAsync("/api sessions/lab\n", ["connect"])).ExitCode != 0)
            Assert.Equal(0, (await cli.RunAsync("/api POST sessions {\"name\": \"lab\"}\n", ["connect"])).ExitCode);
    }

    [Fact]
    public async Task A_script_prints_results_alone()
    {
        var ran = await cli.RunAsync("/use lab\n!echo out; echo err >&2; pwd\n\n/api version\nq\n!echo not any more\n", ["connect"]);

        Assert.Equal((0, "err\n"), (ran.ExitCode, ran.Stderr));
        Assert.StartsWith("out\n/workspace\n{\"version\":", ran.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("not any more", ran.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!exit 5\n!echo behind\n", 5)]
    [InlineData("/use nobody\n!echo behind\n", 66)]
    [InlineData("/nonsense\n!echo behind\n", 64)]
    [InlineData("/api sandboxes/nobody\n!echo behind\n", 66)]
    [InlineData("!echo fine", 0)]
    public async Task A_script_ends_at_its_first_failure_with_its_exit_code(string script, int exitCode)
    {
        var ran = await cli.RunAsync(script, ["connect", "--session", "lab"]);

        Assert.Equal(exitCode, ran.ExitCode);
        Assert.DoesNotContain("behind", ran.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_is_kept_in_the_session()
    {
        Assert.Equal(0, (await cli.RunAsync("hello from a script\n", ["connect", "-s", "lab"])).ExitCode);

        Assert.Contains("hello from a script", (await cli.RunAsync("/messages\n", ["connect", "-s", "lab"])).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_it_completes_keeps_a_history_and_goes_on_after_an_error()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1), for a terminal");

        var first = await TypeAsync("/us\tla\t\r", "/nonsense\r", "!echo $((6*7))x\r", "/quit\r");
        var second = await TypeAsync("/use lab\r", "\e[A\e[A\e[A\r", "\u0004");

        Assert.Contains("warren> /use lab", first, StringComparison.Ordinal);
        Assert.Contains("There is no /nonsense", first, StringComparison.Ordinal);
        Assert.Contains("42x", first, StringComparison.Ordinal);
        Assert.Contains("42x", second, StringComparison.Ordinal); // Three lines up is that of the session before.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(cli.State, "connect-history")));
    }

    [Fact]
    public async Task Ctrl_C_ends_what_a_line_does_and_not_the_program()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1), for a terminal");

        var shown = await TypeAsync("/use lab\r", "!echo begun; sleep 600\r", "\u0003", "!echo still here\r", "q\r");

        Assert.Contains("still here\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smoke_test_passes_on_a_server_that_works()
    {
        var smoke = await cli.RunAsync("smoke");

        Assert.True(smoke.ExitCode == 0, smoke.Stdout + smoke.Stderr);
        Assert.Equal(6, smoke.Stdout.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.DoesNotContain("smoke-", (await cli.RunAsync("/sessions\n", ["connect"])).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smoke_test_says_which_step_fails()
    {
        var smoke = await cli.RunAsync("smoke", "--image", "nobody/has-this");

        Assert.NotEqual(0, smoke.ExitCode);
        Assert.Contains("FAILED  create a session", smoke.Stdout, StringComparison.Ordinal);
        Assert.Contains("the step 'create a session' failed", smoke.Stderr, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Each text is typed once the prompt has come, but Ctrl+C, which is typed once the line before has said something. The
    // shell prints how the program ended, so that a failure shows it.
    private async Task<string> TypeAsync(params string[] typed)
    {
        using var script = cli.StartOther("/usr/bin/env", $"WARREN={Cli.Program}", "TERM=xterm", "script", "-qc", "trap : INT; $WARREN connect; echo ended $?", "/dev/null");
        var shown = new StringBuilder();
        foreach (var text in typed)
        {
            await ReadUntilAsync(script.StandardOutput, shown, text == "\u0003" ? "\nbegun" : "> \e[K");
            await script.StandardInput.WriteAsync(text);
            await script.StandardInput.FlushAsync(Cli.Token);
        }
        shown.Append(await script.StandardOutput.ReadToEndAsync(Cli.Token));
        await script.WaitForExitAsync(Cli.Token);
        Assert.EndsWith("ended 0\r\n", shown.ToString(), StringComparison.Ordinal);
        return shown.ToString();
    }

    private static async Task ReadUntilAsync(StreamReader output, StringBuilder shown, string text)
    {
        var (from, buffer) = (shown.Length, new char[1024]);
        while (!shown.ToString(from, shown.Length - from).Contains(text, StringComparison.Ordinal))
            shown.Append(buffer, 0, await output.ReadAsync(buffer, Cli.Token) is > 0 and var count ? count : throw new EndOfStreamException(shown.ToString()));
    }
}
