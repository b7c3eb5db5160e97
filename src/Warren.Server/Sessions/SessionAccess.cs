using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Server.Http;
using Warren.Sessions;

namespace Warren.Server.Sessions;

/// <summary>
/// What callers may do with sessions, agents and secrets, in whose workspace: with their own what they may do there at all, with
/// those of others only who may know of those too. To everybody else they do not exist.
/// </summary>
internal sealed class SessionAccess(IPermissions permissions, SessionService sessions)
{
    /// <summary>Kinds of things, as roles name them.</summary>
    public const string Sessions = "sessions", Agents = "agents", Secrets = "secrets";

    /// <summary>A session that the caller may do something to.</summary>
    /// <exception cref="WarrenException">NotFound, or Forbidden where it is the caller's own.</exception>
    public async Task<SessionRecord> FindAsync(ClaimsPrincipal caller, string idOrName, string? workspace, string verb, CancellationToken cancellationToken)
    {
        var record = await sessions.FindAsync(idOrName, workspace, cancellationToken);
        var session = record.Session;
        await CheckAsync(caller, verb, Sessions, session.Workspace, session.Name, session.CreatedBy, () => Missing(idOrName), cancellationToken);
        return record;
    }

    /// <summary>A session that the caller may read: also one that is published.</summary>
    public async Task<SessionRecord> FindReadableAsync(ClaimsPrincipal caller, string idOrName, string? workspace, CancellationToken cancellationToken)
    {
        var record = await sessions.FindAsync(idOrName, workspace, cancellationToken);
        return record.Session.PublishedAt is not null ? record : await FindAsync(caller, record.Id, null, Verb.Get, cancellationToken);
    }

    /// <summary>A session that the caller may make new ones of: an own one, one that is published, or any where that is allowed.</summary>
    public async Task<SessionRecord> FindSourceAsync(ClaimsPrincipal caller, string idOrName, string? workspace, CancellationToken cancellationToken)
    {
        var record = await sessions.FindAsync(idOrName, workspace, cancellationToken);
        var session = record.Session;
        return session.PublishedAt is not null || session.CreatedBy == caller.OwnerName()
            || await permissions.AllowsAsync(caller, Verb.RemixAll, Sessions, session.Workspace, session.Name, cancellationToken) ? record : throw Missing(idOrName);
    }

    /// <summary>Sees that the caller may do something to what is somebody's.</summary>
    public async Task CheckAsync(
        ClaimsPrincipal caller, string verb, string resource, string workspace, string? name, string owner, Func<WarrenException> missing, CancellationToken cancellationToken)
    {
        var isOwn = owner == caller.OwnerName();
        if (!isOwn && !await permissions.AllowsAsync(caller, Verb.GetAll, resource, workspace, name, cancellationToken))
            throw missing();
        await RequireAsync(caller, verb, resource, workspace, name, cancellationToken);
    }

    /// <summary>Sees that the caller may do something to a kind of thing in a workspace.</summary>
    /// <exception cref="WarrenException">Forbidden.</exception>
    public async Task RequireAsync(ClaimsPrincipal caller, string verb, string resource, string workspace, string? name, CancellationToken cancellationToken)
    {
        if (!await permissions.AllowsAsync(caller, verb, resource, workspace, name, cancellationToken))
            throw new WarrenException(ErrorCode.Forbidden, $"You may not {verb} {resource} in the workspace {workspace}; somebody who administers it can bind a role to you that may.");
    }

    /// <summary>What a list is made of: one's own, or with <paramref name="all"/> those of others where the caller may list them.</summary>
    public async Task<(string? CreatedBy, IReadOnlyCollection<string>? Workspaces)> ScopeAsync(
        ClaimsPrincipal caller, string resource, bool all, string? workspace, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>? asked = workspace is null ? null : [workspace];
        if (!all)
            return (caller.OwnerName(), asked);
        var scope = await permissions.ScopeAsync(caller, Verb.ListAll, resource, cancellationToken);
        if (scope.IsEverywhere)
            return (null, asked);
        return (null, [.. scope.Names.Where(name => workspace is null || name == workspace)]);
    }

    private static WarrenException Missing(string idOrName) => new(ErrorCode.NotFound, $"There is no session '{idOrName}'.");
}
