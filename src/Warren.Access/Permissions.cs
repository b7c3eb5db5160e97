using System.Security.Claims;

namespace Warren.Access;

/// <summary>What callers may do, by the roles that are bound to them, and by what their key narrows them to.</summary>
public sealed class Permissions(AccessState state) : IPermissions
{
    /// <inheritdoc/>
    public async ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, string verb, string resource, string workspace, string? name, CancellationToken cancellationToken) =>
        caller is Principal known && (await state.ReadAsync(cancellationToken)).Allows(known, verb, resource, workspace, name);

    /// <inheritdoc/>
    public async ValueTask<WorkspaceScope> ScopeAsync(ClaimsPrincipal caller, string verb, string resource, CancellationToken cancellationToken) =>
        caller is Principal known
            ? (await state.ReadAsync(cancellationToken)).Scope(known, verb, resource)
            : WorkspaceScope.Nowhere;
}
