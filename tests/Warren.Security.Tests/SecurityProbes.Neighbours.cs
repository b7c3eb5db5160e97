using System.Globalization;

namespace Warren.Security.Tests;

// Another sandbox on the same host.
public abstract partial class SecurityProbes
{
    internal static readonly Dictionary<string, string> NotThere = new()
    {
        ["abstract"] = "ECONNREFUSED", ["port"] = "ECONNREFUSED", ["processes"] = "ESRCH",
    };

    [Fact]
    public async Task Files_sockets_processes_and_memory_of_another_sandbox_are_not_there()
    {
        await using var one = await NewAsync();
        await using var other = await NewAsync();
        foreach (var user in Users)
        {
            var left = await one.StartAsync("neighbours", user, "neighbours-leave");
            var inside = await one.ProbeAsync("neighbours", user, "look");
            Assert.DoesNotContain(inside.EnumerateObject(), found => found.Value.GetString() != "ok");
            AssertRefused(await other.ProbeAsync("neighbours", user, "look"), "ENOENT", NotThere);
            await one.FinishAsync(left);
            await one.RunAsync("rm -f /tmp/probe-of* /dev/shm/probe-of* /var/tmp/probe-of*", user);
        }
    }

    /// <summary>Whether the host knows a sandbox as a process of nobody, in place of one of the sandbox's ids.</summary>
    protected virtual bool RunsAsNobody => false;

    [Fact]
    public async Task Sandboxes_have_different_ids_on_the_host_and_none_of_its_own()
    {
        await using var one = await NewAsync();
        await using var other = await NewAsync();
        var ids = new[] { one, other }.Select(box => HostIdOf(server.GuestOf(box.Id))).ToList();
        if (RunsAsNobody)
            Assert.All(ids, id => Assert.Equal(65_534, id));
        else
            Assert.True(ids.Min() > 100_000 && Math.Abs(ids[0] - ids[1]) >= 65_536, $"{ids[0]} and {ids[1]} are the host's, or of one range");
    }

    private static long HostIdOf(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);
}
