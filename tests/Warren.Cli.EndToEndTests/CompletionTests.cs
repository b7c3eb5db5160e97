namespace Warren.Cli.EndToEndTests;

public sealed class CompletionTests(Cli cli) : IClassFixture<Cli>
{
    [Theory]
    [InlineData("sandb", "sandbox")]
    [InlineData("sandbox port", "port-forward")]
    [InlineData("sandbox list --out", "--output")]
    [InlineData("sandbox get comp", "complete-me")]
    [InlineData("sandbox exec comp", "complete-me")]
    [InlineData("sandbox cp comp", "complete-me:")]
    [InlineData("completion z", "zsh")]
    [InlineData("tool run code", "code_execution")]
    [InlineData("tool runs --lim", "--limit")]
    [InlineData("tool runs --state fa", "failed")]
    public async Task Bash_completes_commands_options_and_names(string line, string completed)
    {
        await cli.RunAsync("sandbox", "create", "--name", "complete-me");

        Assert.Equal(completed, (await CompleteAsync(line)).Trim());
    }

    [Fact]
    public async Task Bash_completes_ids_of_runs()
    {
        var id = (await cli.RunAsync("tool", "run", "shell", "true", "-o", "id")).Stdout.Trim();

        Assert.Equal(id, (await CompleteAsync("tool artifacts " + id[..^3])).Trim());
    }

    [Fact]
    public async Task Without_a_server_there_is_nothing_to_complete_and_none_is_started()
    {
        await cli.RunAsync("stop");

        Assert.Equal("", (await CompleteAsync("sandbox get x")).Trim());
        Assert.Equal(3, (await cli.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Every_script_is_one_that_its_shell_takes()
    {
        var bash = (await cli.RunAsync("completion", "bash")).Stdout;

        Assert.Equal(new(0, "", ""), await RunAsync("/bin/bash", bash, "-n"));
        Assert.Contains("compdef _warren", (await cli.RunAsync("completion", "zsh")).Stdout, StringComparison.Ordinal);
        Assert.Contains("complete -c warren", (await cli.RunAsync("completion", "fish")).Stdout, StringComparison.Ordinal);
        Assert.Equal(64, (await cli.RunAsync("completion", "tcsh")).ExitCode);
    }

    // As bash does it when the tabulator key is pressed behind the line.
    private async Task<string> CompleteAsync(string line)
    {
        var script = $$"""
            PATH={{Path.GetDirectoryName(Cli.Program)}}:$PATH
            source <(warren completion bash)
            COMP_LINE='warren {{line}}'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            compopt() { :; }
            _warren warren
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var (exitCode, stdout, stderr) = await RunAsync("/bin/bash", script);
        Assert.Equal((0, ""), (exitCode, stderr));
        return stdout;
    }

    private async Task<CliResult> RunAsync(string program, string input, params string[] arguments) =>
        await Cli.FinishAsync(cli.StartOther(program, arguments), input);
}
