using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Server.Http;
using Warren.Sessions;
using Warren.Sessions.Secrets;

namespace Warren.Server.Sessions;

/// <summary>Secrets: their values go in, and no answer holds them.</summary>
internal static class SecretEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/secrets").WithTags("secrets");
        group.MapPost("", CreateAsync).WithSummary("Keep a secret for the sessions of a workspace, or for one session")
            .Produces<Secret>(StatusCodes.Status201Created).Requires(Verb.Create, SessionAccess.Secrets);
        group.MapGet("", ListAsync).WithSummary("List the names of one's own secrets; with `all`, those of others too").Requires(Verb.List, SessionAccess.Secrets);
        group.MapPut("/{name}", UpdateAsync).WithSummary("Give a secret of a workspace, or with `session` of a session, another value")
            .Requires(Verb.Update, SessionAccess.Secrets);
        group.MapDelete("/{name}", DeleteAsync).WithSummary("Delete a secret of a workspace, or with `session` of a session")
            .Produces(StatusCodes.Status204NoContent).Requires(Verb.Delete, SessionAccess.Secrets);
    }

    private static async Task<IResult> CreateAsync(
        StrictBody<SecretSpec> body, SecretService secrets, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var spec = body.Value;
        var session = spec.Session is null ? null : (await access.FindAsync(user, spec.Session, spec.Workspace, Verb.Update, cancellationToken)).Session;
        var workspace = session?.Workspace ?? spec.Workspace ?? SessionServiceOptions.DefaultWorkspace;
        await access.RequireAsync(user, Verb.Create, SessionAccess.Secrets, workspace, spec.Name, cancellationToken);
        var made = await secrets.CreateAsync(spec, session, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/secrets/{made.Name}", made);
    }

    private static async Task<Page<Secret>> ListAsync(
        bool? all, string? workspace, string? session, int? limit, string? cursor, SecretService secrets, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (createdBy, workspaces) = await access.ScopeAsync(user, SessionAccess.Secrets, all ?? false, workspace, cancellationToken);
        var of = session is null ? null : (await access.FindAsync(user, session, workspace, Verb.Get, cancellationToken)).Id;
        var found = await secrets.ListAsync(workspaces, of, createdBy, cancellationToken);
        return Paging.Slice(found, secret => $"{secret.Name}/{secret.Workspace}/{secret.SessionId}", limit, cursor);
    }

    private static async Task<Secret> UpdateAsync(
        string name, string? workspace, string? session, StrictBody<SecretUpdate> body,
        SecretService secrets, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await secrets.UpdateAsync(await FindAsync(name, workspace, session, Verb.Update, secrets, access, user, cancellationToken), body.Value.Value, cancellationToken);

    private static async Task<IResult> DeleteAsync(
        string name, string? workspace, string? session, SecretService secrets, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await secrets.DeleteAsync(await FindAsync(name, workspace, session, Verb.Delete, secrets, access, user, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    // One that may be changed so.
    private static async Task<Secret> FindAsync(
        string name, string? workspace, string? session, string verb, SecretService secrets, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var of = session is null ? null : (await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Session;
        var place = of?.Workspace ?? workspace ?? SessionServiceOptions.DefaultWorkspace;
        WarrenException missing() => SecretService.NotFound(name);
        var found = (await secrets.ListAsync([place], of?.Id ?? "", createdBy: null, cancellationToken)).FirstOrDefault(secret => secret.Name == name) ?? throw missing();
        await access.CheckAsync(user, verb, SessionAccess.Secrets, place, name, found.CreatedBy, missing, cancellationToken);
        return found;
    }
}
