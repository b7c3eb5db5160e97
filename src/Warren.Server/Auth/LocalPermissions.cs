using System.Security.Claims;
using Warren.Access;

namespace Warren.Server.Auth;

/// <summary>The one caller that there is may do everything.</summary>
internal sealed class LocalPermissions : IPermissions
{
    /// <inheritdoc/>
    public ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, string verb, string resource, string workspace, string? name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask<WorkspaceScope> ScopeAsync(ClaimsPrincipal caller, string verb, string resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WorkspaceScope.Everywhere);
}
