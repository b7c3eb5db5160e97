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

    [Fact]
    public async Task Files_of_the_kernel_open_outside_of_a_sandbox()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to try what only root may");
        var files = await Probe.RunOnHostAsync("kernel_files", SecurityServer.Token);
        foreach (var secret in new[] { "/proc/1/environ", "/proc/1/maps", "/proc/1/auxv" })
            Assert.Equal("ok", files.GetProperty("secrets").GetProperty(secret).GetString());
        foreach (var lever in new[] { "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj", "/proc/1/comm" })
            Assert.Equal("ok", files.GetProperty("levers").GetProperty(lever).GetString());
    }

    // Of a kernel without modules or kexec that is the answer outside, and EPERM the one inside.
    private static bool IsMissing(JsonProperty one) =>
        one.Value.GetString() == "ENOSYS" && (one.Name.StartsWith("clone", StringComparison.Ordinal) || one.Name.StartsWith("io_uring", StringComparison.Ordinal));
}
