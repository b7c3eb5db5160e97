using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Access.Keys;
using Warren.Api;
using Warren.Api.Access;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>Keys.</summary>
internal static class KeyEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/keys").WithTags("access");
        group.MapGet("", ListAsync).Requires(Verb.List, Resources.Keys).WithSummary("List one's own keys, or all that one may see");
        group.MapGet("/{key}", GetAsync).Requires(Verb.Get, Resources.Keys).WithSummary("Get a key by id, or by the name of one's own; what is secret of it is not told");
        group.MapPost("", CreateAsync).Requires(Verb.Create, Resources.Keys).WithSummary("Make a key of rights that one has; it is shown this once")
            .Produces<ApiKeyCreated>(StatusCodes.Status201Created);
        group.MapDelete("/{key}", DeleteAsync).Requires(Verb.Delete, Resources.Keys).WithSummary("Delete a key: it is refused from now on")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<Page<ApiKey>> ListAsync(int? limit, string? cursor, KeyService keys, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Paging.Slice(await keys.ListAsync(user.Caller(), cancellationToken), key => key.Id, limit, cursor);

    private static Task<ApiKey> GetAsync(string key, KeyService keys, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        keys.GetAsync(user.Caller(), key, cancellationToken);

    private static async Task<IResult> CreateAsync(
        StrictBody<ApiKeyRequest> body, KeyService keys, SandboxService sandboxes, AccessState state, ClaimsPrincipal user, HttpContext context)
    {
        var (caller, request) = (user.Caller(), body.Value);
        if (!string.IsNullOrEmpty(request.Sandbox))
            request = request with { Sandbox = Locate(request.Sandbox, caller, sandboxes, await state.ReadAsync(context.RequestAborted)) };
        var made = await keys.CreateAsync(caller, request, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v0/keys/{made.Info.Id}", made);
    }

    // A name can be given to another sandbox later: the key is tied to the id.
    private static string Locate(string given, Principal caller, SandboxService sandboxes, AccessSnapshot known) =>
        sandboxes.Locate(given, caller.Name) is { } found
        && (found.Owner == caller.Name || known.Allows(caller, Verb.GetAll, Resources.Sandboxes, Resources.DefaultWorkspace, null))
            ? found.Id
            : throw new WarrenException(new Dictionary<string, string[]> { ["sandbox"] = [$"There is no sandbox '{given}'."] });

    private static async Task<NoContent> DeleteAsync(string key, KeyService keys, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await keys.DeleteAsync(user.Caller(), key, cancellationToken);
        return TypedResults.NoContent();
    }
}
