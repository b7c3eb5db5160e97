using System.Diagnostics;

namespace Warren.Images.Tests.Recipes;

public sealed class WorkerImageTests(WorkerImageFixture worker) : IClassFixture<WorkerImageFixture>
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
        var output = await RunAsync(worker.Image, command);

        Assert.StartsWith(starts, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_image_gives_agent_a_home_and_a_workspace()
    {
        var image = worker.Image;

        Assert.Equal("uid=1000(agent) gid=1000(agent) groups=1000(agent)\n", await RunAsync(image, ["id"]));
        Assert.Equal("agent agent 755\nagent agent 755\n", await RunAsync(image, ["stat", "-c", "%U %G %a", "/workspace", "/home/agent"]));
        Assert.Equal("/workspace", image.Config.Workdir);
        Assert.Equal("agent", image.Config.User);
    }

    [Fact]
    public void Worker_image_holds_nothing_of_the_host_that_built_it()
    {
        var root = Assert.Single(worker.Image.LayerPaths);

        foreach (var file in (string[])["etc/hostname", "etc/resolv.conf", "etc/machine-id"])
            Assert.Empty(File.ReadAllBytes(Path.Combine(root, file)));
        foreach (var folder in (string[])["dev", "run", "tmp", "var/lib/apt/lists", "var/log", "usr/share/man"])
            Assert.False(Directory.Exists(Path.Combine(root, folder)) && Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories).Any(), folder);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(root, "etc/apt"), "*", SearchOption.AllDirectories), file => file.Contains("mmdebstrap", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(PreparedImage image, IEnumerable<string> command)
    {
        // The layer is the lower one of an overlay, as in a sandbox; the namespaces take every mount and process away.
        const string inOverlay = """
            mount -t tmpfs upper /mnt && mkdir /mnt/upper /mnt/work /mnt/root
            mount -t overlay -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
            mount --rbind /dev /mnt/root/dev && mount -t proc proc /mnt/root/proc
            shift; exec chroot --userspec=1000:1000 /mnt/root "$@"
            """;
        var start = new ProcessStartInfo(
            "unshare", ["--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", inOverlay, "sh", image.LayerPaths[0], .. command])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in image.Config.Env)
            start.Environment[name] = value;
        start.Environment["HOME"] = "/home/agent";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
