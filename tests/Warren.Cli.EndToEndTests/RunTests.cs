using Warren.TestKit;

namespace Warren.Cli.EndToEndTests;

public sealed class RunTests(Cli cli) : IClassFixture<Cli>
{
    [Fact]
    public async Task A_file_runs_in_a_sandbox_and_nothing_but_its_output_is_on_stdout()
    {
        var run = await cli.RunAsync("run", Path.Combine(Repository.Root, "samples/hello.py"));

        Assert.StartsWith("Hello from a Warren sandbox: Python 3.", run.Stdout, StringComparison.Ordinal);
        Assert.Single(run.Stdout.TrimEnd().Split('\n'));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("ID", (await cli.RunAsync("sandbox", "list")).Stdout.Split(' ')[0]);
    }

    [Fact]
    public async Task Exit_code_and_streams_are_the_programs_own()
    {
        var run = await cli.RunAsync("run", "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)");

        Assert.Equal((7, "out\n"), (run.ExitCode, run.Stdout));
        Assert.EndsWith("err\n", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_reaches_the_program()
    {
        var run = await cli.RunAsync("héllo\n", ["run", "-c", "import sys; print(sys.stdin.read().upper(), end='')"]);

        Assert.Equal((0, "HÉLLO\n"), (run.ExitCode, run.Stdout));
    }

    [Theory]
    [InlineData("javascript", "console.log(6 * 7)")]
    [InlineData("typescript", "const n: number = 42; console.log(n)")]
    [InlineData("bash", "echo $((6 * 7))")]
    public async Task Languages_run_by_name(string language, string code)
    {
        var run = await cli.RunAsync("run", "--language", language, "-c", code);

        Assert.Equal((0, "42\n", ""), (run.ExitCode, run.Stdout, run.Stderr.Replace("Starting the server ...\n", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_language_is_refused_with_those_that_are_known()
    {
        var run = await cli.RunAsync("run", "--language", "cobol", "-c", "x");

        Assert.Equal((64, ""), (run.ExitCode, run.Stdout));
        Assert.Contains("'cobol'", run.Stderr, StringComparison.Ordinal);
        Assert.Contains("python", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_past_its_time_is_killed()
    {
        var run = await cli.RunAsync("run", "--timeout", "0.3", "-c", "import time; time.sleep(3600)");

        Assert.Equal(124, run.ExitCode);
    }
}
