using System.Diagnostics;
using Warren.TestKit;

namespace Warren.Images.Tests.Recipes;

public sealed class WorkerImageTests
{
    [Theory]
    [InlineData("Python 3.11.", "python3", "--version")]
    [InlineData("Python 3.11.", "python", "--version")]
    [InlineData("pip ", "pip", "--version")]
    [InlineData("v20.", "node", "--version")]
    [InlineData("10.", "npm", "--version")]
    [InlineData("10.", "npx", "--version")]
    [InlineData("1.", "bun", "--version")]
    [InlineData("Version 5.", "tsc", "--version")]
    [InlineData("GNU bash, version 5.", "bash", "--version")]
    [InlineData("git version 2.", "git", "--version")]
    [InlineData("curl ", "curl", "--version")]
    [InlineData("ps from procps", "ps", "--version")]
    public async Task Program_runs_in_the_worker_image_as_agent(string starts, params string[] command)
    {
        Assert.SkipWhen(WorkerImage.MissingHere is not null, WorkerImage.MissingHere ?? "");
        var image = await WorkerImage.PrepareAsync(TestContext.Current.CancellationToken);

        var output = await RunAsync(image, command);

        Assert.StartsWith(starts, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_image_gives_agent_a_home_and_a_workspace()
    {
        Assert.SkipWhen(WorkerImage.MissingHere is not null, WorkerImage.MissingHere ?? "");
        var image = await WorkerImage.PrepareAsync(TestContext.Current.CancellationToken);

        Assert.Equal("uid=1000(agent) gid=1000(agent) groups=1000(agent)\n", await RunAsync(image, ["id"]));
        Assert.Equal("agent agent 755\nagent agent 700\n", await RunAsync(image, ["stat", "-c", "%U %G %a", "/workspace", "/home/agent"]));
        Assert.Equal("/workspace", image.Config.Workdir);
        Assert.Equal("agent", image.Config.User);
    }

    [Fact]
    public async Task Worker_image_holds_nothing_of_the_host_that_built_it()
    {
        Assert.SkipWhen(WorkerImage.MissingHere is not null, WorkerImage.MissingHere ?? "");
        var root = Assert.Single((await WorkerImage.PrepareAsync(TestContext.Current.CancellationToken)).LayerPaths);

        foreach (var file in (string[])["etc/hostname", "etc/resolv.conf", "etc/machine-id"])
            Assert.Empty(File.ReadAllBytes(Path.Combine(root, file)));
        foreach (var folder in (string[])["dev", "run", "tmp", "var/lib/apt/lists", "var/log", "usr/share/man"])
            Assert.False(Directory.Exists(Path.Combine(root, folder)) && Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories).Any(), folder);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(root, "etc/apt"), "*", SearchOption.AllDirectories), file => file.Contains("mmdebstrap", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(PreparedImage image, IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("chroot", ["--userspec=1000:1000", image.LayerPaths[0], .. command]) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in image.Config.Env)
            start.Environment[name] = value;
        start.Environment["HOME"] = "/nonexistent";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
