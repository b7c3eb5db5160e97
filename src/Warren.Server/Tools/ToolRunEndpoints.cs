using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Api.Tools;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Links;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>The history of tools.</summary>
public static class ToolRunEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/tool-runs").WithTags("tools");
        group.MapGet("", ListAsync).Requires(Verb.List, Resources.ToolRuns).WithSummary("List runs, newest first");
        group.MapDelete("", DeleteSessionAsync).Requires(Verb.Delete, Resources.ToolRuns).WithSummary("Delete all runs of a session with their artifacts");
        group.MapGet("/{run}", GetAsync).Requires(Verb.Get, Resources.ToolRuns).WithSummary("Get a run");
        group.MapGet("/{run}/result", GetResultAsync).Requires(Verb.Get, Resources.ToolRuns).WithSummary("Get how a run went that is finished");
        group.MapGet("/{run}/request", GetRequestAsync).Requires(Verb.Get, Resources.ToolRuns).WithSummary("Get the body that a run was asked for with").Produces<JsonElement>();
        ToolEndpoints.Execution(group.MapPost("/{run}/rerun", RerunAsync).Requires(Verb.Exec, Resources.ToolRuns)).WithSummary("Run the same again");
        group.MapDelete("/{run}", DeleteAsync).Requires(Verb.Delete, Resources.ToolRuns).WithSummary("End a run that is not over, and delete it with its artifacts");
        group.MapGet("/{run}/artifacts", ListArtifactsAsync).Requires(Verb.Get, Resources.Artifacts).WithSummary("List the artifacts of a run");
        group.MapPost("/{run}/links", CreateLinkAsync).Requires(Verb.Exec, Resources.Artifacts).WithSummary("Make a link to an artifact that works for whoever has it, until a time and as long as the run is there");
    }

    private static async Task<Page<ToolRun>> ListAsync(
        string? sessionId, string? tool, string? state, int? limit, string? cursor, ToolRuns runs, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var filter = new ToolRunFilter(user.OwnerName()) { SessionId = sessionId, Tool = tool, State = ParseState(state) };
        return await Paging.ReadAsync(
            (after, count) => runs.ListAsync(filter, after, count, cancellationToken), ToolRunPosition.Of, ToolRunPosition.TryParse, limit, cursor);
    }

    private static async Task<ToolRunsDeleted> DeleteSessionAsync(string? sessionId, ToolRuns runs, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sessionId is { Length: > 0 }
            ? new() { Deleted = await runs.DeleteSessionAsync(sessionId, user.OwnerName(), cancellationToken) }
            : throw Invalid("sessionId", "Name the session whose runs are to be deleted.");

    private static Task<ToolRun> GetAsync(string run, ToolRuns runs, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        runs.GetAsync(run, user.OwnerName(), cancellationToken);

    private static async Task<ToolResult> GetResultAsync(string run, ToolRuns runs, ToolResults results, ClaimsPrincipal user, HttpContext context)
    {
        var outcome = await runs.OpenAsync(run, user.OwnerName(), context.RequestAborted);
        return outcome.Record.Run switch
        {
            { State: ToolRunState.Finished } => results.Describe(context, outcome),
            { Reason: { } reason } failed => throw new WarrenException(ErrorCode.InvalidState, $"The run {run} is {failed.State.ToString().ToLowerInvariant()}: {reason}"),
            _ => throw new WarrenException(ErrorCode.InvalidState, $"The run {run} is not over yet."),
        };
    }

    private static async Task<FileContentHttpResult> GetRequestAsync(string run, ToolRuns runs, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TypedResults.Bytes((await runs.OpenAsync(run, user.OwnerName(), cancellationToken)).Folder.ReadRequest(), "application/json; charset=utf-8");

    private static async Task RerunAsync(string run, ToolBodies bodies, ToolRuns runs, ToolResults results, Problems problems, ClaimsPrincipal user, HttpContext context)
    {
        var owner = user.OwnerName();
        var body = (await runs.OpenAsync(run, owner, context.RequestAborted)).Folder.ReadRequest();
        await ToolEndpoints.RunAsync(context, bodies.Read(body, owner), runs, results, problems);
    }

    private static async Task<NoContent> DeleteAsync(string run, ToolRuns runs, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await runs.DeleteAsync(run, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Page<ToolArtifact>> ListArtifactsAsync(
        string run, int? limit, string? cursor, ToolRuns runs, ToolResults results, ClaimsPrincipal user, HttpContext context)
    {
        var page = Paging.Slice(results.List(context, await runs.OpenAsync(run, user.OwnerName(), context.RequestAborted)), entry => entry.Key, limit, cursor);
        return new() { Items = [.. page.Items.Select(entry => entry.Artifact)], NextCursor = page.NextCursor };
    }

    private static async Task<Link> CreateLinkAsync(
        string run, StrictBody<ToolLinkRequest> body, ToolRuns runs, SignedLinks links, HostRules hosts, ClaimsPrincipal user, HttpContext context)
    {
        var request = body.Value;
        var outcome = await runs.OpenAsync(run, user.OwnerName(), context.RequestAborted);
        Dictionary<string, string[]> errors = [];
        var expiresAt = links.ReadExpiry(request.ExpiresInSeconds, errors);
        if (errors.Count > 0)
            throw new WarrenException(errors);
        var file = ArtifactFile.Find(outcome, request.Name, request.Kind) ?? throw ArtifactEndpoints.Missing(request.Name);
        var target = ArtifactLinkTarget.For(outcome.Record.Run, file);
        var query = string.Concat(target.Query.Select(pair => $"{pair.Name}={pair.Value}&"));
        return new()
        {
            Url = $"{hosts.ForLinks(ServedHost.Of(context)).Origin}{ToolResults.PathOf(outcome.Record.Run, file.Name)}?{query}{CredentialNames.Link}={links.Sign(target, expiresAt)}",
            ExpiresAt = expiresAt,
        };
    }

    private static ToolRunState? ParseState(string? text) => text is null ? null
        : Enum.GetValues<ToolRunState>().Cast<ToolRunState?>().FirstOrDefault(state => string.Equals(state.ToString(), text, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid("state", $"This is one of {string.Join(", ", Enum.GetNames<ToolRunState>()).ToLowerInvariant()}.");

    private static WarrenException Invalid(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
}
