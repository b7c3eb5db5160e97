using System.Text.Json;
using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Cli.EndToEndTests;

public sealed class ToolTests(Cli cli) : IClassFixture<Cli>, IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-tools-");

    [Fact]
    public async Task Tools_are_listed_and_shown_with_what_they_take()
    {
        Assert.Contains("code_execution\n", (await cli.RunAsync("tool", "list", "-o", "id")).Stdout, StringComparison.Ordinal);

        var shown = (await cli.RunAsync("tool", "show", "code_execution")).Stdout;

        Assert.Matches("(?m)^language +.*python.* +bash ", shown);
        Assert.Matches("(?m)^timeout +a .*number of 1 to 900 +30 ", shown);
        Assert.Equal("shell", JsonSerializer.Deserialize((await cli.RunAsync("tool", "show", "shell", "-o", "json")).Stdout, WarrenJson.Wire.ToolInfo)!.Name);
    }

    [Fact]
    public async Task A_file_of_code_runs_by_its_extension_and_exit_code_and_streams_are_its_own()
    {
        var file = Write("it.py", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)");

        var run = await cli.RunAsync("tool", "run", "code_execution", file, "-q");

        Assert.Equal(new(7, "out\n", "err\n"), run);
    }

    [Theory]
    [InlineData("echo $((6 * 7))", "tool", "run", "code_execution", "-")]
    [InlineData("", "tool", "run", "code_execution", "-c", "echo 42")]
    [InlineData("", "tool", "run", "code_execution", "-l", "python", "-c", "print(6 * 7)")]
    [InlineData("", "tool", "run", "shell", "echo $((6 * 7)) | cat")]
    [InlineData("{\"code\": \"print(6 * 7)\", \"language\": \"python\"}", "tool", "run", "code_execution", "--input-file", "-")]
    [InlineData("", "tool", "run", "code_execution", "--input", "{\"code\": \"x\", \"language\": \"python\"}", "--set", "code=print(6 * 7)", "--set", "timeout=20")]
    [InlineData("", "tool", "run", "shell", "--set", "command=echo 42", "--placement", "sandbox")]
    public async Task There_is_more_than_one_way_to_say_what_is_run(string input, params string[] arguments)
    {
        var run = await cli.RunAsync(input, [.. arguments, "-q"]);

        Assert.Equal((0, "42\n"), (run.ExitCode, run.Stdout));
    }

    [Fact]
    public async Task Code_that_begins_with_an_at_sign_is_code()
    {
        var run = await cli.RunAsync("tool", "run", "code_execution", "-l", "python", "-c", "@print\ndef f(): pass", "-q");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("<function f", run.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_past_its_time_is_killed_and_says_so()
    {
        var run = await cli.RunAsync("tool", "run", "shell", "echo begun; sleep 3600", "--timeout", "1", "--session", "late");

        Assert.Equal((124, "begun\n"), (run.ExitCode, run.Stdout));
        Assert.Contains("--timeout gives it more", run.Stderr, StringComparison.Ordinal);
        Assert.True(Assert.Single(await RunsAsync("late")).TimedOut);
    }

    [Fact]
    public async Task Files_go_in_and_what_was_written_comes_out_into_a_folder()
    {
        var data = Write("data.csv", "a,b\n");
        const string Line = "mkdir -p 'new\nline/..x' && cat data.csv > 'new\nline/..x/copy' && echo changed >> data.csv && ln -s /etc/passwd link && echo printed";

        var run = await cli.RunAsync("tool", "run", "code_execution", "-c", Line, "--file", data, "--dir", Here("out"));

        Assert.Equal((0, "printed\n"), (run.ExitCode, run.Stdout));
        Assert.Equal("a,b\n", await File.ReadAllTextAsync(Here("out/new\nline/..x/copy"), Cli.Token));
        Assert.Equal("a,b\nchanged\n", await File.ReadAllTextAsync(Here("out/data.csv"), Cli.Token));
        Assert.Equal(["data.csv", "new\nline"], new DirectoryInfo(Here("out")).EnumerateFileSystemInfos().Select(entry => entry.Name).Order());
        Assert.Contains("link was not kept", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_not_replaced_unless_that_is_wanted()
    {
        Write("a.txt", "mine");

        var refused = await cli.RunAsync("tool", "run", "shell", "echo theirs > a.txt", "--dir", _work.FullName);
        var forced = await cli.RunAsync("tool", "run", "shell", "echo theirs > a.txt", "--dir", _work.FullName, "--force");

        Assert.Equal((73, 0), (refused.ExitCode, forced.ExitCode));
        Assert.Contains("--force", refused.Stderr, StringComparison.Ordinal);
        Assert.Equal("theirs\n", await File.ReadAllTextAsync(Here("a.txt"), Cli.Token));
    }

    [Fact]
    public async Task In_json_there_is_the_result_alone()
    {
        var run = await cli.RunAsync("tool", "run", "shell", "echo hello; echo x > file; exit 3", "-o", "json");

        var result = JsonSerializer.Deserialize(run.Stdout, WarrenJson.Wire.ToolResult)!;
        Assert.Equal((3, 3, "hello\n", "cli"), (run.ExitCode, result.ExitCode, result.Stdout, result.SessionId));
        Assert.Equal(["file", "stderr", "stdout"], result.Artifacts.Outputs.Keys.Order());
    }

    [Fact]
    public async Task Runs_are_listed_shown_run_again_and_deleted()
    {
        var id = (await cli.RunAsync("tool", "run", "shell", "echo hello", "-s", "history", "-o", "id")).Stdout.Trim();

        Assert.StartsWith(id, (await cli.RunAsync("tool", "runs", "-s", "history", "--state", "finished")).Stdout.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("", (await cli.RunAsync("tool", "runs", "-s", "history", "--state", "failed", "-q")).Stdout);
        Assert.Matches("(?m)^Exit code: 0$", (await cli.RunAsync("tool", "runs", "show", id)).Stdout);
        Assert.Contains("\"echo hello\"", (await cli.RunAsync("tool", "runs", "show", id, "--request")).Stdout, StringComparison.Ordinal);
        Assert.Equal("hello\n", JsonSerializer.Deserialize((await cli.RunAsync("tool", "runs", "show", id, "--result")).Stdout, WarrenJson.Wire.ToolResult)!.Stdout);
        Assert.Equal((0, "hello\n"), await cli.RunAsync("tool", "runs", "rerun", id) is var again ? (again.ExitCode, again.Stdout) : default);
        Assert.Equal(2, (await RunsAsync("history")).Count);

        Assert.Equal(0, (await cli.RunAsync("tool", "runs", "delete", id)).ExitCode);
        Assert.Equal(66, (await cli.RunAsync("tool", "runs", "show", id)).ExitCode);
        Assert.Equal("warren: 1 deleted.\n", (await cli.RunAsync("tool", "runs", "delete", "--session", "history")).Stderr);
        Assert.Empty(await RunsAsync("history"));
    }

    [Fact]
    public async Task Artifacts_are_listed_printed_and_copied_byte_for_byte()
    {
        const string Line = "head -c 3000001 /dev/urandom > 'noise?#%2e'; sha256sum < 'noise?#%2e' | cut -d' ' -f1; rm in.txt; echo new > in.txt";
        var run = JsonSerializer.Deserialize((await cli.RunAsync("tool", "run", "code_execution", "-c", Line, "--file", Write("in.txt", "given"), "-o", "json")).Stdout, WarrenJson.Wire.ToolResult)!;

        Assert.Equal(["in.txt", "in.txt", "noise?#%2e", "script.sh", "stderr", "stdout"], (await cli.RunAsync("tool", "artifacts", run.Id, "-q")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal("new\n", (await cli.RunAsync("tool", "artifacts", run.Id, "in.txt")).Stdout);
        Assert.Equal("given", (await cli.RunAsync("tool", "artifacts", run.Id, "in.txt", "--kind", "input")).Stdout);
        await cli.RunAsync("tool", "artifacts", run.Id, "--dir", Here("all"));
        Assert.Equal(["in.txt", "noise?#%2e", "stderr", "stdout"], new DirectoryInfo(Here("all")).EnumerateFiles().Select(file => file.Name).Order());
        Assert.Equal(run.Stdout.Trim(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Here("all/noise?#%2e"), Cli.Token))));
        Assert.Equal(66, (await cli.RunAsync("tool", "artifacts", run.Id, "nothing")).ExitCode);
    }

    [Fact]
    public async Task A_link_opens_an_artifact_without_credentials()
    {
        var id = (await cli.RunAsync("tool", "run", "shell", "echo hello", "-o", "id")).Stdout.Trim();
        var link = (await cli.RunAsync("tool", "link", id, "stdout")).Stdout.Trim();

        using var http = new HttpClient();

        Assert.Equal("hello\n", await http.GetStringAsync(new Uri(link), Cli.Token));
    }

    [Theory]
    [InlineData(66, "There is no tool 'nonsense'", "tool", "show", "nonsense")]
    [InlineData(66, "code_execution", "tool", "run", "nonsense")]
    [InlineData(64, "nonsense", "tool", "run", "shell", "true", "--set", "nonsense=1")]
    [InlineData(64, "a whole number", "tool", "run", "shell", "true", "--set", "pids=many")]
    [InlineData(64, "timeout", "tool", "run", "shell", "true", "--timeout", "901")]
    [InlineData(64, "bash, python, node", "tool", "run", "code_execution", "-l", "cobol", "-c", "x")]
    [InlineData(64, "code with -c", "tool", "run", "code_execution")]
    [InlineData(64, "JSON", "tool", "run", "shell", "--input", "[]")]
    [InlineData(64, "failed", "tool", "runs", "--state", "nonsense")]
    [InlineData(64, "Give either ids of runs", "tool", "runs", "delete")]
    [InlineData(66, "", "tool", "artifacts", "nonsense")]
    public async Task What_is_wrong_is_said(int exitCode, string said, params string[] arguments)
    {
        await cli.RunAsync("up");

        var refused = await cli.RunAsync(arguments);

        Assert.Equal((exitCode, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains(said, refused.Stderr, StringComparison.Ordinal);
    }

    public void Dispose() => _work.Delete(recursive: true);

    private string Here(string path) => Path.Combine(_work.FullName, path);

    private string Write(string name, string content)
    {
        File.WriteAllText(Here(name), content);
        return Here(name);
    }

    private async Task<IReadOnlyList<ToolRun>> RunsAsync(string session) => JsonSerializer.Deserialize(
        (await cli.RunAsync("tool", "runs", "--session", session, "-o", "json")).Stdout, WarrenJson.Wire.PageToolRun)!.Items;
}
