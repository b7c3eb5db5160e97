namespace Warren.Cli.EndToEndTests;

public sealed class CommandLineTests(Cli cli) : IClassFixture<Cli>
{
    [Theory]
    [InlineData("'nonsense'", "nonsense")]
    [InlineData("'nonsense'", "sandbox", "nonsense")]
    [InlineData("'--nonsense'", "sandbox", "list", "--nonsense")]
    [InlineData("'get'", "sandbox", "get")]
    [InlineData("'half' is not what --cpu takes", "run", "--cpu", "half", "-c", "1")]
    [InlineData("'xml' is not what -o takes; give table, json, yaml, id or name", "status", "-o", "xml")]
    [InlineData("'much' is no size", "run", "--memory", "much", "-c", "1")]
    [InlineData("give a file, or code with -c", "run")]
    public async Task What_is_wrong_with_a_command_line_is_said_and_is_exit_code_64(string said, params string[] arguments)
    {
        var refused = await cli.RunAsync(arguments);

        Assert.Equal((64, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains(said, refused.Stderr, StringComparison.Ordinal);
        Assert.All(refused.Stderr.TrimEnd().Split('\n'), line => Assert.Matches("^(warren: |  )", line));
    }

    [Theory]
    [InlineData()]
    [InlineData("--help")]
    [InlineData("sandbox")]
    [InlineData("sandbox", "get", "--help")]
    public async Task Help_is_no_error(params string[] arguments)
    {
        var help = await cli.RunAsync(arguments);

        Assert.Equal((0, ""), (help.ExitCode, help.Stderr));
        Assert.Contains("Usage:\n  warren", help.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no file", "run", "/nowhere.py")]
    [InlineData("There is no file", "image", "import", "oci-archive:/nowhere.tar")]
    [InlineData("There is no sandbox 'nobody'", "sandbox", "get", "nobody")]
    public async Task What_is_not_there_is_exit_code_66(string said, params string[] arguments)
    {
        await cli.RunAsync("up");

        var refused = await cli.RunAsync(arguments);

        Assert.Equal((66, ""), (refused.ExitCode, refused.Stdout));
        Assert.StartsWith($"warren: {said}", refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_interpreter_is_named()
    {
        var sandbox = (await cli.RunAsync("sandbox", "create")).Stdout.Trim();

        var refused = await cli.RunAsync("sandbox", "exec", sandbox, "--", "no-such-program");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Single(refused.Stderr.TrimEnd().Split('\n'));
        Assert.Contains("no-such-program", refused.Stderr, StringComparison.Ordinal);
        await cli.RunAsync("sandbox", "delete", sandbox);
    }
}
