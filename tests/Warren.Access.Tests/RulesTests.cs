using Warren.Api.Access;

namespace Warren.Access.Tests;

public sealed class RulesTests
{
    [Theory]
    [InlineData("*", "*", null, "delete", "roles", "x", true)]
    [InlineData("sandboxes", "get,list", null, "get", "sandboxes", null, true)]
    [InlineData("sandboxes", "get,list", null, "delete", "sandboxes", null, false)]
    [InlineData("sandboxes", "*", null, "get", "images", null, false)]
    [InlineData("sandboxes", "*", "one,two", "get", "sandboxes", "two", true)]
    [InlineData("sandboxes", "*", "one,two", "get", "sandboxes", "three", false)]
    [InlineData("sandboxes", "*", "one,two", "create", "sandboxes", null, false)]
    public void Rule_allows_what_it_names(string resources, string verbs, string? names, string verb, string resource, string? name, bool expected) =>
        Assert.Equal(expected, Rules.Allows(Rule(resources, verbs, names), verb, resource, name));

    [Theory]
    [InlineData("*;*", "sandboxes;*", true)]
    [InlineData("*;*", "*;*", true)]
    [InlineData("sandboxes;*", "*;get", false)]
    [InlineData("sandboxes;get,list", "sandboxes;get", true)]
    [InlineData("sandboxes;get,list", "sandboxes;get,delete", false)]
    [InlineData("sandboxes;get,list", "sandboxes;*", false)]
    [InlineData("sandboxes;get,list,create,update,delete,exec,list-all,get-all,remix-all", "sandboxes;*", true)]
    [InlineData("sandboxes;get|images;get", "sandboxes,images;get", true)]
    [InlineData("sandboxes;get|images;list", "sandboxes,images;get", false)]
    [InlineData("sandboxes;get;a,b", "sandboxes;get;a", true)]
    [InlineData("sandboxes;get;a|sandboxes;get;b", "sandboxes;get;a,b", true)]
    [InlineData("sandboxes;get;a", "sandboxes;get;a,b", false)]
    [InlineData("sandboxes;get;a", "sandboxes;get", false)]
    [InlineData("sandboxes;get", "sandboxes;get;a", true)]
    [InlineData("", "sandboxes;get", false)]
    public void Nobody_holds_more_than_their_rules_together_allow(string held, string wanted, bool expected) =>
        Assert.Equal(expected, Rules.Cover([.. held.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Parse)], Parse(wanted)));

    [Fact]
    public void Built_in_roles_hold_each_other_as_far_as_they_are_meant_to()
    {
        bool holds(string role, string other) => BuiltInRoles.All[other].Rules.All(rule => Rules.Cover([.. BuiltInRoles.All[role].Rules], rule));
        Assert.All(BuiltInRoles.All.Keys, role => Assert.True(holds("admin", role)));
        Assert.True(holds("operator", "developer"));
        Assert.True(holds("operator", "tool-runner"));
        Assert.True(holds("developer", "tool-runner"));
        Assert.False(holds("operator", "viewer"));
        Assert.False(holds("operator", "admin"));
        Assert.False(holds("developer", "operator"));
        Assert.False(holds("viewer", "tool-runner"));
        Assert.False(holds("tool-runner", "viewer"));
    }

    private static RoleRule Parse(string text) => text.Split(';') is [var resources, var verbs, .. var names] ? Rule(resources, verbs, names.FirstOrDefault()) : throw new ArgumentException(text);

    private static RoleRule Rule(string resources, string verbs, string? names) =>
        new() { ApiGroups = ["*"], Resources = resources.Split(','), Verbs = verbs.Split(','), ResourceNames = names?.Split(',') };
}
