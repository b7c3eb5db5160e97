using System.Text.Json;

namespace Warren.Security.Tests;

/// <summary>That the probes work: on the host, by root, each gets another answer than any that it may get in a sandbox.</summary>
public sealed class ProbeControls
{
    private static readonly string[] Refusals = ["EPERM", "EACCES", "SIGSYS"];

    [Fact]
    public async Task System_calls_get_further_outside_of_a_sandbox()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to try what only root may");
        var groups = await Probe.RunOnHostAsync("system_calls", SecurityServer.Token);
        Assert.Empty(groups.EnumerateObject().SelectMany(group => group.Value.EnumerateObject())
            .Where(one => Refusals.Contains(one.Value.GetString()) || IsMissing(one))
            .Select(one => $"{one.Name} got {one.Value}"));
    }

    // Of a kernel without modules or kexec that is the answer outside, and EPERM the one inside.
    private static bool IsMissing(JsonProperty one) =>
        one.Value.GetString() == "ENOSYS" && (one.Name.StartsWith("clone", StringComparison.Ordinal) || one.Name.StartsWith("io_uring", StringComparison.Ordinal));
}
