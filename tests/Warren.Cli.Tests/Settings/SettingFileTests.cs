using System.Text.RegularExpressions;
using Warren.Api;
using Warren.Api.Settings;
using Warren.TestKit;

namespace Warren.Cli.Tests.Settings;

public sealed partial class SettingFileTests
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("export A = b ", "b")]
    [InlineData("A=b # comment", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A='b # \"c\" \\n'", "b # \"c\" \\n")]
    [InlineData("A=\"b\\n\\\"c\\\"\\\\ $d \\$e\" # comment", "b\n\"c\"\\ $d $e")]
    [InlineData("A=", "")]
    [InlineData("# A=x\n\nA=b=c\r\n", "b=c")]
    [InlineData("A=first\nA=second", "second")]
    public void An_env_file_is_read_as_others_read_it(string text, string value) => Assert.Equal(value, DotEnv.Parse(text)["A"]);

    [Fact]
    public void Lines_of_others_may_be_anything_and_our_own_may_not()
    {
        Assert.Equal("1", Assert.Single(DotEnv.Parse("not a line\n=x\nOTHER='open\nB=1")).Value);

        var refused = Assert.Throws<WarrenException>(() => DotEnv.Parse("A=1\nWARREN_PORT='9000"));
        Assert.Contains("Line 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_has_texts_numbers_switches_and_lists()
    {
        var values = ConfigFile.Parse("""
            {
                // The team's server.
                "port": 9001, "hosts": ["a.lan", "b.lan"], "mountRoots": ["/a", "/b"], "debugUi": true, "logLevel": "debug", "image": null,
            }
            """).ToDictionary(value => value.Key.Name, value => value.Value);

        Assert.Equal(
            new() { ["port"] = "9001", ["hosts"] = "a.lan,b.lan", ["mount-roots"] = "/a:/b", ["debug-ui"] = "true", ["log-level"] = "debug" },
            values);
    }

    [Fact]
    public void Everything_that_is_wrong_in_a_configuration_file_is_said_at_once()
    {
        var refused = Assert.Throws<WarrenException>(() => ConfigFile.Parse("""{ "prot": 1, "stateDir": "/x", "hosts": [1], "port": 1 }"""));

        Assert.Equal(["prot", "stateDir", "hosts"], refused.Errors.Keys);
    }

    [Theory]
    [InlineData("[]", "holds no JSON object")]
    [InlineData("{\n\"port\": }", "line 2")]
    public void What_is_no_configuration_file_is_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<WarrenException>(() => ConfigFile.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_example_has_every_variable_and_no_other()
    {
        var example = Variable().Matches(File.ReadAllText(Path.Combine(Repository.Root, ".env.example"))).Select(match => match.Groups[1].Value);
        string[] elsewhere = ["WARREN_SKIP_PACKAGES", "WARREN_TEST_IMAGES", "WARREN_UPDATE_OPENAPI", "WARREN_UPDATE_DOCKERFILES"]; // Read by scripts and tests.

        Assert.Equal(SettingCatalog.All.SelectMany(setting => setting.Variables).Concat(elsewhere).Order(), example.Distinct().Order());
    }

    [Fact]
    public void Every_setting_is_documented_with_its_variables()
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));

        Assert.All(SettingCatalog.All, setting =>
        {
            Assert.Contains($"\n| `{setting.Name}` ", documented, StringComparison.Ordinal);
            Assert.All(setting.Variables, variable => Assert.Contains($"`{variable}`", documented, StringComparison.Ordinal));
        });
    }

    [GeneratedRegex("^# ([A-Z][A-Z_]+)=", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
