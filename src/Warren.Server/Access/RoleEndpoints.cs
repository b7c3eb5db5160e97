using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Access.Roles;
using Warren.Api;
using Warren.Api.Access;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>Roles, and to whom they are bound.</summary>
internal static class RoleEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/api/v0/roles").WithTags("access");
        roles.MapGet("", ListAsync).Requires(Verb.List, Resources.Roles).WithSummary("List roles by name, with those that come with Warren");
        roles.MapGet("/{role}", GetAsync).Requires(Verb.Get, Resources.Roles).WithSummary("Get a role");
        roles.MapPost("", CreateAsync).Requires(Verb.Create, Resources.Roles).WithSummary("Make a role of rights that one has")
            .Produces<Role>(StatusCodes.Status201Created);
        roles.MapDelete("/{role}", DeleteAsync).Requires(Verb.Delete, Resources.Roles).WithSummary("Delete a role that nobody has")
            .Produces(StatusCodes.Status204NoContent);
        var bindings = routes.MapGroup("/api/v0/role-bindings").WithTags("access");
        bindings.MapGet("", ListBindingsAsync).Requires(Verb.List, Resources.RoleBindings).WithSummary("List the bindings of the workspaces that one may list them in");
        bindings.MapPost("", BindAsync).Requires(Verb.Create, Resources.RoleBindings).WithSummary("Bind a role of rights that one has there oneself")
            .Produces<RoleBinding>(StatusCodes.Status201Created);
        bindings.MapDelete("/{binding}", UnbindAsync).Requires(Verb.Delete, Resources.RoleBindings).WithSummary("Delete a binding")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<Page<Role>> ListAsync(int? limit, string? cursor, RoleService roles, CancellationToken cancellationToken) =>
        Paging.Slice(await roles.ListAsync(cancellationToken), role => role.Name, limit, cursor);

    private static Task<Role> GetAsync(string role, RoleService roles, CancellationToken cancellationToken) => roles.GetAsync(role, cancellationToken);

    private static async Task<IResult> CreateAsync(StrictBody<RoleRequest> body, RoleService roles, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await roles.CreateAsync(user.Caller(), body.Value, cancellationToken);
        return TypedResults.Created($"/api/v0/roles/{made.Name}", made);
    }

    private static async Task<NoContent> DeleteAsync(string role, RoleService roles, CancellationToken cancellationToken)
    {
        await roles.DeleteAsync(role, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Page<RoleBinding>> ListBindingsAsync(
        string? principal, string? role, string? workspace, int? limit, string? cursor, BindingService bindings, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var seen = (await bindings.ListAsync(user.Caller(), cancellationToken)).Where(binding =>
            (principal is null || binding.Principal == principal) && (role is null || binding.Role == role)
            && (workspace is null || (binding.Workspace ?? "") == workspace));
        return Paging.Slice(seen, binding => binding.Id, limit, cursor);
    }

    private static async Task<IResult> BindAsync(StrictBody<RoleBindingRequest> body, BindingService bindings, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await bindings.CreateAsync(user.Caller(), body.Value, cancellationToken);
        return TypedResults.Created($"/api/v0/role-bindings/{made.Id}", made);
    }

    private static async Task<NoContent> UnbindAsync(string binding, BindingService bindings, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await bindings.DeleteAsync(user.Caller(), binding, cancellationToken);
        return TypedResults.NoContent();
    }
}
