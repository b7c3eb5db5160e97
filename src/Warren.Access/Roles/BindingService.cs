using Warren.Access.Subjects;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Roles;

/// <summary>Binds roles. Nobody binds one that allows more, where it is to count, than they may do themselves.</summary>
public sealed class BindingService(IAccessStore store, AccessState state, TimeProvider time)
{
    /// <summary>The bindings that a caller may see: those of the workspaces that they may list them in.</summary>
    public async Task<IEnumerable<RoleBinding>> ListAsync(Principal caller, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var scope = known.Scope(caller, Verb.List, Resources.RoleBindings);
        return known.Data.Bindings.Where(binding => Has(scope, binding.Workspace));
    }

    /// <summary>Binds a role.</summary>
    public async Task<RoleBinding> CreateAsync(Principal caller, RoleBindingRequest request, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var workspace = string.IsNullOrEmpty(request.Workspace) ? null : request.Workspace;
        var (role, principal) = Check(request, workspace, known);
        if (!known.Allows(caller, Verb.Create, Resources.RoleBindings, workspace, null) || !known.Holds(caller, role, workspace))
            throw new WarrenException(ErrorCode.Forbidden,
                $"The role {role.Name} allows more {(workspace is null ? "everywhere" : $"in the workspace {workspace}")} than you may do there; nobody binds rights that they do not have.");
        var binding = new RoleBinding
        {
            Id = AccessNames.NewId(),
            Role = role.Name,
            Principal = principal,
            PrincipalType = request.PrincipalType,
            Workspace = workspace,
            CreatedBy = caller.Name,
            CreatedAt = time.GetUtcNow(),
        };
        if (!await store.AddBindingAsync(binding, role.BuiltIn, cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"The role {role.Name} is bound to {principal} there already, or one of them was deleted just now.");
        await state.ReloadAsync(cancellationToken);
        return binding;
    }

    /// <summary>Removes a binding.</summary>
    public async Task DeleteAsync(Principal caller, string id, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        var binding = known.Data.Bindings.FirstOrDefault(binding => binding.Id == id);
        if (binding is null || !known.Allows(caller, Verb.Delete, Resources.RoleBindings, binding.Workspace, id))
            throw new WarrenException(ErrorCode.NotFound, $"There is no binding '{id}'.");
        if (binding is { Role: BuiltInRoles.Admin, Principal: AccountRecord.Local, PrincipalType: PrincipalType.Account, Workspace: null })
            throw new WarrenException(ErrorCode.InvalidState, "The installation's own account stays its administrator.");
        await store.RemoveBindingAsync(id, cancellationToken);
        await state.ReloadAsync(cancellationToken);
    }

    private static bool Has(WorkspaceScope scope, string? workspace) => scope.IsEverywhere || (workspace is not null && scope.Has(workspace));

    private static (Role Role, string Principal) Check(RoleBindingRequest request, string? workspace, AccessSnapshot known)
    {
        Dictionary<string, string[]> errors = [];
        if (known.Role(request.Role) is null)
            errors["role"] = [$"There is no role '{request.Role}'."];
        if (workspace is not null && !AccessNames.IsWorkspace(workspace))
            errors["workspace"] = ["This has to be 1 to 63 letters, digits, '_', '.' and '-', beginning with a letter or digit; leave it out for everywhere."];
        var principal = request.PrincipalType == PrincipalType.Subject
            ? request.Principal.Length is > 0 and <= SubjectName.Longest && !request.Principal.Any(char.IsControl) ? request.Principal : null
            : known.FindAccount(request.Principal) is { } account && account.Type == request.PrincipalType ? account.Name : null;
        if (principal is null)
            errors["principal"] = [request.PrincipalType == PrincipalType.Subject
                ? $"A subject has 1 to {SubjectName.Longest} characters, and no control characters."
                : $"There is no such account '{request.Principal}' of the type {(request.PrincipalType == PrincipalType.Account ? "account" : "serviceAccount")}."];
        return errors.Count == 0 ? (known.Role(request.Role)!, principal!) : throw new WarrenException(errors);
    }
}
