using System.Text.RegularExpressions;
using Warren.TestKit;

namespace Warren.Security.Tests;

/// <summary>That docs/security/threat-model.md names tests that are there.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Every_test_that_the_threat_model_names_exists()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/security/threat-model.md"))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 60);
        Assert.DoesNotContain(named, name => !Exists(sources, name));
    }

    [Fact]
    public void Every_probe_is_named_by_the_threat_model()
    {
        var model = File.ReadAllText(Path.Combine(Repository.Root, "docs/security/threat-model.md"));
        var probes = typeof(SecurityProbes).GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0).Select(method => method.Name);
        Assert.DoesNotContain(probes, probe => !model.Contains($"`{probe}`", StringComparison.Ordinal));
    }

    private static bool Exists(string sources, string name) => name.Split('.') is [var type, var method]
        ? Exists(sources, type) && Exists(sources, method)
        : sources.Contains($"class {name}", StringComparison.Ordinal) || sources.Contains($" {name}(", StringComparison.Ordinal);

    // A class of tests, a test, or both with a dot.
    [GeneratedRegex("`([A-Z][A-Za-z]+(?:Tests|Conformance|Security|Controls)(?:\\.[A-Z]\\w+)?|[A-Z][a-z]+(?:_\\w+)+)`")]
    private static partial Regex Named();
}
