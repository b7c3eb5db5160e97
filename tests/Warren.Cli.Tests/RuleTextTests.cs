using Warren.Api;
using Warren.Cli.Commands.Access;

namespace Warren.Cli.Tests;

public sealed class RuleTextTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-rules-");

    [Theory]
    [InlineData("get:sandboxes")]
    [InlineData("get,list,list-all:sandboxes,sessions")]
    [InlineData("*:*")]
    [InlineData("exec:sandboxes:box,desk")]
    public void A_rule_is_written_as_it_is_read(string text) => Assert.Equal(text, RuleText.Format(RuleText.Parse(text)));

    [Fact]
    public void A_rule_has_verbs_resources_and_names()
    {
        var rule = RuleText.Parse("get, exec : sandboxes : box");

        Assert.Equal(["get", "exec"], rule.Verbs);
        Assert.Equal(["sandboxes"], rule.Resources);
        Assert.Equal(["box"], rule.ResourceNames);
        Assert.Equal([""], rule.ApiGroups);
        Assert.Null(RuleText.Parse("get:sandboxes").ResourceNames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("get")]
    [InlineData("get:")]
    [InlineData(":sandboxes")]
    [InlineData("get,:sandboxes")]
    [InlineData("get:sandboxes:")]
    [InlineData("get:sandboxes:a:b")]
    public void What_is_no_rule_is_refused_with_what_would_be_one(string text)
    {
        var refused = Assert.Throws<WarrenException>(() => RuleText.Parse(text));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Contains("VERBS:RESOURCES", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_come_from_a_file_as_the_api_has_them()
    {
        var rules = RuleText.Read(null, Write("""[{"apiGroups":["*"],"resources":["sessions"],"verbs":["get","list"]}]"""));

        Assert.Equal("get,list:sessions", RuleText.Format(Assert.Single(rules)));
        Assert.Equal(["*"], rules[0].ApiGroups);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""[{"resources":["sessions"]}]""")]
    public void A_file_of_something_else_is_refused(string content) =>
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => RuleText.Read([], Write(content))).Code);

    [Fact]
    public void Rules_are_given_in_one_way()
    {
        Assert.Throws<WarrenException>(() => RuleText.Read(null, null));
        Assert.Throws<WarrenException>(() => RuleText.Read(["get:sandboxes"], Write("[]")));
    }

    public void Dispose() => _work.Delete(recursive: true);

    private string Write(string content)
    {
        var path = Path.Combine(_work.FullName, "rules.json");
        File.WriteAllText(path, content);
        return path;
    }
}
