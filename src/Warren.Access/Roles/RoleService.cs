using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Roles;

/// <summary>Makes and removes roles. Nobody makes one that allows more than they may do themselves.</summary>
public sealed class RoleService(IAccessStore store, AccessState state, TimeProvider time)
{
    private const int MostRules = 100, MostEntries = 100;

    /// <summary>Every role.</summary>
    public async Task<IEnumerable<Role>> ListAsync(CancellationToken cancellationToken) => (await state.ReadAsync(cancellationToken)).Roles;

    /// <summary>A role by its name.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<Role> GetAsync(string name, CancellationToken cancellationToken) =>
        (await state.ReadAsync(cancellationToken)).Role(name) ?? throw NotFound(name);

    /// <summary>Makes a role.</summary>
    public async Task<Role> CreateAsync(Principal caller, RoleRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var known = await state.ReadAsync(cancellationToken);
        if (!known.Holds(caller, request.Rules, workspace: null))
            throw new WarrenException(ErrorCode.Forbidden, "The rules allow more than you may do everywhere; nobody makes a role of rights that they do not have.");
        var role = new Role { Name = request.Name, Rules = request.Rules, BuiltIn = false, CreatedAt = time.GetUtcNow() };
        if (known.Role(role.Name) is not null || !await store.AddRoleAsync(role, cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"There is a role named {role.Name} already; choose another name.");
        await state.ReloadAsync(cancellationToken);
        return role;
    }

    /// <summary>Removes a role that nothing names any more.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if ((await GetAsync(name, cancellationToken)).BuiltIn)
            throw new WarrenException(ErrorCode.InvalidState, $"The role {name} comes with Warren and cannot be deleted.");
        if (!await store.RemoveRoleAsync(name, cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"The role {name} is still bound to somebody, or a key has it; delete those first.");
        await state.ReloadAsync(cancellationToken);
    }

    private static WarrenException NotFound(string name) => new(ErrorCode.NotFound, $"There is no role '{name}'.");

    private static void Check(RoleRequest request)
    {
        Dictionary<string, string[]> errors = [];
        if (!AccessNames.IsName(request.Name))
            errors["name"] = [AccessNames.Rule];
        if (request.Rules.Count is 0 or > MostRules)
            errors["rules"] = [$"A role has 1 to {MostRules} rules."];
        foreach (var (index, rule) in request.Rules.Index())
        {
            CheckList(rule.ApiGroups, $"rules[{index}].apiGroups", entry => entry is "" or "*", "There is only the empty group, and '*'.", errors);
            CheckList(rule.Resources, $"rules[{index}].resources", entry => entry == "*" || AccessNames.IsWorkspace(entry), "This is the name of a kind of things, such as sandboxes, or '*'.", errors);
            CheckList(rule.Verbs, $"rules[{index}].verbs", entry => entry == "*" || Rules.Verbs.Contains(entry), $"There are {string.Join(", ", Rules.Verbs)}, and '*'.", errors);
            if (rule.ResourceNames is { } names)
                CheckList(names, $"rules[{index}].resourceNames", entry => entry.Length is > 0 and <= 300, "This is the name of a thing; leave resourceNames out for all of them.", errors);
        }
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }

    private static void CheckList(IReadOnlyList<string> list, string field, Func<string, bool> isRight, string message, Dictionary<string, string[]> errors)
    {
        if (list.Count is 0 or > MostEntries || !list.All(isRight))
            errors[field] = [$"{message} This has 1 to {MostEntries} entries."];
    }
}
