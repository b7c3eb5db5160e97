using System.Text.Json;

namespace Warren.Security.Tests;

/// <summary>
/// What hostile code tries to get out of a sandbox, to get at another one, or to harm the host, on a real runtime. How a
/// runtime differs from what is expected here is said by the class that derives for it, each with its reason.
/// </summary>
public abstract partial class SecurityProbes(SecurityServer server, string runtime)
{
    /// <summary>Whose programs attack: who everything runs as by default, and who has most of the image's files.</summary>
    internal static readonly string[] Users = ["agent", "root"];

    protected static CancellationToken Token => SecurityServer.Token;

    /// <summary>What a probe gets from this runtime where it is not what the tests expect of all.</summary>
    protected virtual IReadOnlyDictionary<string, string> Differences { get; } = new Dictionary<string, string>();

    private Task<Box> SharedAsync() => server.SharedAsync(runtime);

    // Each takes a kernel of its own on gVisor, and some of them a quarter of a minute.
    private Task<Box> NewAsync(SandboxSpec? spec = null)
    {
        Assert.SkipWhen(runtime != "runc" && Environment.GetEnvironmentVariable("WARREN_TEST_FULL") is null, "What takes a sandbox of its own is tried on runtimes other than runc with --full only.");
        return server.NewAsync(runtime, spec ?? new());
    }

    /// <summary>Asserts what a probe got: <paramref name="expected"/> by what was tried, <paramref name="otherwise"/> for the rest.</summary>
    private void AssertRefused(JsonElement got, string otherwise, IReadOnlyDictionary<string, string>? expected = null) =>
        AssertRefused(got, otherwise, Differences, expected);

    /// <summary>Asserts what a probe got, by the first list that has what was tried.</summary>
    internal static void AssertRefused(JsonElement got, string otherwise, params IReadOnlyDictionary<string, string>?[] expected)
    {
        var outcomes = got.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString());
        Assert.NotEmpty(outcomes);
        Assert.Empty(outcomes
            .Select(one => (one.Key, Expected: expected.Select(list => list?.GetValueOrDefault(one.Key)).FirstOrDefault(known => known is not null) ?? otherwise, Got: one.Value))
            // A kernel without 32-bit calls ends who makes one before any filter is asked.
            .Where(one => one.Expected != one.Got && !(one.Key.StartsWith("int80", StringComparison.Ordinal) && one.Got == "SIGSEGV"))
            .Select(one => $"{one.Key} got {one.Got} in place of {one.Expected}"));
    }
}
