using System.Security.Claims;

namespace Warren.Access;

/// <summary>What callers may do, by the roles that are bound to them.</summary>
public interface IPermissions
{
    /// <summary>Whether a caller may do something to a kind of thing in a workspace.</summary>
    /// <param name="caller">Who was authenticated.</param>
    /// <param name="verb">One of <see cref="Verb"/>.</param>
    /// <param name="resource">The kind, in plural, such as <c>sessions</c>.</param>
    /// <param name="workspace">Where it is, or is to be.</param>
    /// <param name="name">The name of the very thing; null where there is none yet.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    ValueTask<bool> AllowsAsync(ClaimsPrincipal caller, string verb, string resource, string workspace, string? name, CancellationToken cancellationToken);

    /// <summary>The workspaces that a caller may do something to every one of a kind in.</summary>
    ValueTask<WorkspaceScope> ScopeAsync(ClaimsPrincipal caller, string verb, string resource, CancellationToken cancellationToken);
}
