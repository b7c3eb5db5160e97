using System.Runtime.InteropServices;
using Warren.Api.Tools;
using Warren.TestKit;

namespace Warren.Cli.EndToEndTests;

public sealed partial class InterruptTests(Cli cli) : IClassFixture<Cli>
{
    private const int SigInt = 2; // What Ctrl+C sends.

    [Fact]
    public async Task An_interrupted_run_ends_with_130_and_its_sandbox_is_gone()
    {
        await cli.RunAsync("up");
        using var run = cli.Start("run", "-c", "import time\nprint('runs', flush=True)\ntime.sleep(3600)");
        Assert.Equal("runs", await run.StandardOutput.ReadLineAsync(Cli.Token));

        Assert.Equal(0, Kill(run.Id, SigInt));
        await run.WaitForExitAsync(Cli.Token);

        Assert.Equal((130, ""), (run.ExitCode, await run.StandardError.ReadToEndAsync(Cli.Token)));
        await cli.RunAsync("stop"); // What was made ahead goes with the server.
        Assert.Empty(HostTraces.Find(cli.InstallationId, cli.State));
    }

    [Fact]
    public async Task An_interrupted_exec_ends_with_130_and_its_program_is_killed()
    {
        var sandbox = (await cli.RunAsync("sandbox", "create")).Stdout.Trim();
        using var exec = cli.Start("sandbox", "exec", sandbox, "-c", "echo runs; sleep 3600");
        Assert.Equal("runs", await exec.StandardOutput.ReadLineAsync(Cli.Token));

        Assert.Equal(0, Kill(exec.Id, SigInt));
        await exec.WaitForExitAsync(Cli.Token);

        Assert.Equal((130, ""), (exec.ExitCode, await exec.StandardError.ReadToEndAsync(Cli.Token)));
        while ((await cli.RunAsync("sandbox", "exec", sandbox, "-c", "grep -qx sleep /proc/[0-9]*/comm")).ExitCode == 0)
            await Task.Yield(); // The server sees that its caller has gone a moment later.
        await cli.RunAsync("sandbox", "delete", sandbox);
    }

    [Fact]
    public async Task An_interrupted_run_of_a_tool_ends_with_130_and_is_cancelled()
    {
        await cli.RunAsync("up");
        using var run = cli.Start("tool", "run", "shell", "echo runs; sleep 3600", "--session", "interrupted");
        Assert.Equal("runs", await run.StandardOutput.ReadLineAsync(Cli.Token));

        Assert.Equal(0, Kill(run.Id, SigInt));
        await run.WaitForExitAsync(Cli.Token);

        Assert.Equal((130, ""), (run.ExitCode, await run.StandardError.ReadToEndAsync(Cli.Token)));
        using var client = await cli.ConnectAsync();
        var seen = await ReadAsync();
        while (seen.State == ToolRunState.Running)
            seen = await ReadAsync(); // The server sees that its caller has gone a moment later.
        Assert.Equal(ToolRunState.Cancelled, seen.State);

        async Task<ToolRun> ReadAsync() => await client.Tools.ListRunsAsync(new() { SessionId = "interrupted" }, Cli.Token).SingleAsync(Cli.Token);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
