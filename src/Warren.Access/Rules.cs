using Warren.Api.Access;

namespace Warren.Access;

/// <summary>What rules allow.</summary>
public static class Rules
{
    /// <summary>Every verb there is.</summary>
    public static IReadOnlyList<string> Verbs { get; } =
        [Verb.Get, Verb.List, Verb.Create, Verb.Update, Verb.Delete, Verb.Exec, Verb.ListAll, Verb.GetAll, Verb.RemixAll];

    /// <summary>Whether a rule allows something.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="verb">What is to be done.</param>
    /// <param name="resource">To which kind.</param>
    /// <param name="name">To which very thing; null for one that is none yet, or for any.</param>
    public static bool Allows(RoleRule rule, string verb, string resource, string? name) =>
        Has(rule.ApiGroups, "") && Has(rule.Resources, resource) && Has(rule.Verbs, verb)
        && (rule.ResourceNames is null || (name is not null && rule.ResourceNames.Contains(name)));

    /// <summary>Whether rules together allow all that one does.</summary>
    public static bool Cover(IReadOnlyCollection<RoleRule> held, RoleRule wanted) =>
        wanted.ApiGroups.All(group => group is "" or "*" && held.Any(rule => Has(rule.ApiGroups, group)))
        && wanted.Resources.All(resource => wanted.Verbs.SelectMany(Expand).All(verb => (wanted.ResourceNames ?? [null!]).All(
            name => held.Any(rule => Allows(rule, verb, resource, name)))));

    // Who may do each of them may do them all, whether or not that was said by a star. A star of kinds is only held by a star:
    // there are kinds to come.
    private static IEnumerable<string> Expand(string verb) => verb == "*" ? Verbs : [verb];

    private static bool Has(IReadOnlyList<string> list, string wanted)
    {
        foreach (var entry in list)
            if (entry == "*" || entry == wanted)
                return true;
        return false;
    }
}
