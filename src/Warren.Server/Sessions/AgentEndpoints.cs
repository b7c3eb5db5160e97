using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Server.Http;
using Warren.Sessions;
using Warren.Sessions.Agents;

namespace Warren.Server.Sessions;

/// <summary>Definitions of agents.</summary>
internal static class AgentEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/agents").WithTags("agents");
        group.MapPost("", CreateAsync).WithSummary("Define an agent").Produces<Agent>(StatusCodes.Status201Created).Requires(Verb.Create, SessionAccess.Agents);
        group.MapGet("", ListAsync).WithSummary("List one's own agents, newest first; with `all`, those of others too").Requires(Verb.List, SessionAccess.Agents);
        group.MapGet("/{agent}", GetAsync).WithSummary("Get an agent by id or name").Requires(Verb.Get, SessionAccess.Agents);
        group.MapPut("/{agent}", PatchAsync).WithSummary("Change an agent; what is left out stays").Requires(Verb.Update, SessionAccess.Agents);
        group.MapDelete("/{agent}", DeleteAsync).WithSummary("Delete an agent").Produces(StatusCodes.Status204NoContent).Requires(Verb.Delete, SessionAccess.Agents);
    }

    private static async Task<IResult> CreateAsync(
        StrictBody<AgentSpec> body, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await access.RequireAsync(user, Verb.Create, SessionAccess.Agents, body.Value.Workspace ?? SessionServiceOptions.DefaultWorkspace, null, cancellationToken);
        var made = await agents.CreateAsync(body.Value, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/agents/{made.Id}", made);
    }

    private static async Task<Page<Agent>> ListAsync(
        bool? all, string? workspace, int? limit, string? cursor, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (createdBy, workspaces) = await access.ScopeAsync(user, SessionAccess.Agents, all ?? false, workspace, cancellationToken);
        return await Paging.ReadAsync(
            (after, count) => agents.ListAsync(new(createdBy, workspaces), after, count, cancellationToken), SessionPosition.Of, SessionPosition.TryParse, limit, cursor);
    }

    private static Task<Agent> GetAsync(string agent, string? workspace, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        FindAsync(agent, workspace, Verb.Get, agents, access, user, cancellationToken);

    private static async Task<Agent> PatchAsync(
        string agent, string? workspace, StrictBody<AgentPatch> body, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await agents.PatchAsync(await FindAsync(agent, workspace, Verb.Update, agents, access, user, cancellationToken), body.Value, cancellationToken);

    private static async Task<IResult> DeleteAsync(
        string agent, string? workspace, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await agents.DeleteAsync(await FindAsync(agent, workspace, Verb.Delete, agents, access, user, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Agent> FindAsync(
        string idOrName, string? workspace, string verb, AgentService agents, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var agent = await agents.FindAsync(idOrName, workspace, cancellationToken);
        await access.CheckAsync(
            user, verb, SessionAccess.Agents, agent.Workspace, agent.Name, agent.CreatedBy, () => new(ErrorCode.NotFound, $"There is no agent '{idOrName}'."), cancellationToken);
        return agent;
    }
}
