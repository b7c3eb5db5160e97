using System.Collections.Frozen;
using Warren.Api.Access;

namespace Warren.Access;

/// <summary>The roles that come with Warren.</summary>
public static class BuiltInRoles
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    private static readonly string[] OnOwn = [Verb.Get, Verb.List, Verb.Create, Verb.Update, Verb.Delete, Verb.Exec];
    private static readonly string[] Read = [Verb.Get, Verb.List], OnKeys = [Verb.Get, Verb.List, Verb.Create, Verb.Delete];

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Role> All { get; } = new[]
    {
        Make(Admin, Rule(["*"], ["*"])),
        Make("operator",
            Rule([.. Resources.OfWork, Resources.Images], ["*"]),
            Rule([Resources.Keys], OnKeys),
            Rule([Resources.Audit, Resources.Quotas, Resources.Host, Resources.Metrics], [.. Read, Verb.GetAll, Verb.ListAll])),
        Make("developer",
            Rule(Resources.OfWork, OnOwn),
            Rule([Resources.Keys], OnKeys),
            Rule([Resources.Images, Resources.Quotas], Read)),
        Make("viewer", Rule(["*"], [.. Read, Verb.GetAll, Verb.ListAll])),
        Make("tool-runner", Rule([Resources.Tools, Resources.ToolRuns, Resources.Artifacts], [.. Read, Verb.Exec, Verb.Delete])),
    }.ToFrozenDictionary(role => role.Name);

    private static Role Make(string name, params IReadOnlyList<RoleRule> rules) => new() { Name = name, Rules = rules, BuiltIn = true };

    private static RoleRule Rule(IReadOnlyList<string> resources, IReadOnlyList<string> verbs) =>
        new() { ApiGroups = ["*"], Resources = resources, Verbs = verbs };
}
