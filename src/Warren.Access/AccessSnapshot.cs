using System.Collections.Concurrent;
using System.Collections.Frozen;
using Warren.Api.Access;

namespace Warren.Access;

/// <summary>Everything by which it is decided who may do what, at one version, ready to be asked.</summary>
public sealed class AccessSnapshot
{
    private readonly FrozenDictionary<string, AccountRecord> _byId, _byName;
    private readonly FrozenDictionary<string, KeyRecord> _keys;
    private readonly FrozenDictionary<string, Role> _roles;
    private readonly FrozenSet<string> _revoked;
    private readonly FrozenDictionary<(QuotaKind, string), QuotaLimits> _quotas;
    private readonly ILookup<(PrincipalType, string), RoleBinding> _bindings;
    private readonly ConcurrentDictionary<(PrincipalType, string), IReadOnlyList<Grant>> _grants = new();

    /// <summary>Prepares what was stored.</summary>
    public AccessSnapshot(AccessData data)
    {
        Data = data;
        _byId = data.Accounts.ToFrozenDictionary(account => account.Id);
        _byName = data.Accounts.ToFrozenDictionary(account => account.Name);
        _keys = data.Keys.ToFrozenDictionary(key => key.Info.Id);
        _roles = data.Roles.Where(role => !BuiltInRoles.All.ContainsKey(role.Name)).Concat(BuiltInRoles.All.Values).ToFrozenDictionary(role => role.Name);
        _revoked = data.RevokedLogins.ToFrozenSet();
        _quotas = data.Quotas.ToFrozenDictionary(quota => (quota.Kind, quota.Name), quota => quota.Limits);
        _bindings = data.Bindings.ToLookup(binding => (binding.PrincipalType, binding.Principal));
    }

    /// <summary>As it was stored.</summary>
    public AccessData Data { get; }

    /// <summary>Every role, also those that came with Warren.</summary>
    public IEnumerable<Role> Roles => _roles.Values;

    /// <summary>Whether there are quotas at all.</summary>
    public bool HasQuotas => _quotas.Count > 0;

    /// <summary>An account by its id.</summary>
    public AccountRecord? Account(string id) => _byId.GetValueOrDefault(id);

    /// <summary>An account by its id or name.</summary>
    public AccountRecord? FindAccount(string idOrName) => _byName.GetValueOrDefault(idOrName) ?? _byId.GetValueOrDefault(idOrName);

    /// <summary>A key by its id.</summary>
    public KeyRecord? Key(string id) => _keys.GetValueOrDefault(id);

    /// <summary>A role by its name.</summary>
    public Role? Role(string name) => _roles.GetValueOrDefault(name);

    /// <summary>Whether a login was ended.</summary>
    public bool IsRevoked(string loginId) => _revoked.Contains(loginId);

    /// <summary>A quota; null where there is none.</summary>
    public QuotaLimits? Quota(QuotaKind kind, string name) => _quotas.GetValueOrDefault((kind, name));

    /// <summary>What is bound to somebody.</summary>
    public IReadOnlyList<Grant> Grants(PrincipalType type, string name) => _grants.GetOrAdd((type, name), key =>
        [.. _bindings[key].Select(binding => Role(binding.Role) is { } role ? new Grant(role, binding.Workspace) : null).OfType<Grant>()]);

    /// <summary>The roles that a caller is narrowed to, with where they count; null where it is not narrowed.</summary>
    public IReadOnlyList<Grant>? Narrowing(Principal caller) => caller.Narrowed is not { } key ? null
        : [.. key.Roles.Select(Role).OfType<Role>().Select(role => new Grant(role, key.Workspace))];

    /// <summary>Whether a caller may do something.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="verb">What.</param>
    /// <param name="resource">To which kind.</param>
    /// <param name="workspace">Where; null for the whole installation.</param>
    /// <param name="name">To which very thing; null where there is none yet.</param>
    public bool Allows(Principal caller, string verb, string resource, string? workspace, string? name) =>
        !IsTiedElsewhere(caller, resource) && Allow(Grants(caller.Type, caller.Name), verb, resource, workspace, name)
        && (Narrowing(caller) is not { } narrowed || Allow(narrowed, verb, resource, workspace, name));

    /// <summary>The workspaces that a caller may do something in, to every one of a kind.</summary>
    public WorkspaceScope Scope(Principal caller, string verb, string resource)
    {
        if (IsTiedElsewhere(caller, resource))
            return WorkspaceScope.Nowhere;
        var scope = Scope(Grants(caller.Type, caller.Name), verb, resource);
        return Narrowing(caller) is { } narrowed ? Intersect(scope, Scope(narrowed, verb, resource)) : scope;
    }

    /// <summary>Whether a caller may do something anywhere, be it to a single thing.</summary>
    public bool AllowsSomewhere(Principal caller, string verb, string resource) =>
        !IsTiedElsewhere(caller, resource) && AllowSomewhere(Grants(caller.Type, caller.Name), verb, resource)
        && (Narrowing(caller) is not { } narrowed || AllowSomewhere(narrowed, verb, resource));

    /// <summary>Whether a caller may do all that a role allows in a workspace; null for everywhere.</summary>
    public bool Holds(Principal caller, Role role, string? workspace) => Holds(caller, role.Rules, workspace);

    /// <summary>Whether a caller may do all that rules allow in a workspace; null for everywhere.</summary>
    public bool Holds(Principal caller, IReadOnlyList<RoleRule> rules, string? workspace) =>
        caller.Narrowed?.Sandbox is null && Hold(Grants(caller.Type, caller.Name), rules, workspace)
        && (Narrowing(caller) is not { } narrowed || Hold(narrowed, rules, workspace));

    /// <summary>Whether a caller may do all that an account may.</summary>
    public bool HoldsAllOf(Principal caller, AccountRecord account) =>
        Grants(account.Type, account.Name).All(grant => Holds(caller, grant.Role, grant.Workspace));

    // A key of one sandbox is for nothing that is not in a sandbox; which one, the server sees to.
    private static bool IsTiedElsewhere(Principal caller, string resource) =>
        caller.Narrowed?.Sandbox is not null && resource is not (Resources.Sandboxes or Resources.Events);

    private static bool Allow(IReadOnlyList<Grant> grants, string verb, string resource, string? workspace, string? name)
    {
        foreach (var grant in grants)
            if (grant.CountsIn(workspace))
                foreach (var rule in grant.Role.Rules)
                    if (Rules.Allows(rule, verb, resource, name))
                        return true;
        return false;
    }

    private static bool AllowSomewhere(IReadOnlyList<Grant> grants, string verb, string resource) => grants.Any(grant => grant.Role.Rules.Any(
        rule => Rules.Allows(rule with { ResourceNames = null }, verb, resource, null)));

    private static bool Hold(IReadOnlyList<Grant> grants, IReadOnlyList<RoleRule> rules, string? workspace)
    {
        List<RoleRule> held = [.. grants.Where(grant => grant.CountsIn(workspace)).SelectMany(grant => grant.Role.Rules)];
        return rules.All(rule => Rules.Cover(held, rule));
    }

    private static WorkspaceScope Scope(IReadOnlyList<Grant> grants, string verb, string resource)
    {
        var allowing = grants.Where(grant => grant.Role.Rules.Any(rule => Rules.Allows(rule, verb, resource, null))).ToList();
        return allowing.Any(grant => grant.Workspace is null)
            ? WorkspaceScope.Everywhere
            : new(false, allowing.Select(grant => grant.Workspace!).ToHashSet());
    }

    private static WorkspaceScope Intersect(WorkspaceScope one, WorkspaceScope other) =>
        one.IsEverywhere ? other : other.IsEverywhere ? one : new(false, one.Names.Intersect(other.Names).ToHashSet());
}
