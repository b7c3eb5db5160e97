using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Warren.Access;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Server.Http;
using Warren.Tools;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Tools and their execution, also by the paths that the supervisor of tools before Warren documented.</summary>
public static class ToolEndpoints
{
    private const string CodeExecution = "code_execution";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/tools").WithTags("tools");
        group.MapGet("", List).Requires(Verb.List, Resources.Tools).WithSummary("List the tools with the JSON schemas of what they take");
        Execution(group.MapPost("/execute", ExecuteNamedAsync).Requires(Verb.Exec, Resources.Tools)).WithSummary("Run a tool to its end, or streaming what it writes");
        routes.MapGet("/tools", (ToolRegistry tools) => new ToolList { Tools = tools.List() }).Requires(Verb.List, Resources.Tools).WithTags("documented paths").WithSummary("As GET /api/v0/tools");
        Execution(routes.MapPost("/tools/execute", ExecuteNamedAsync).Requires(Verb.Exec, Resources.Tools)).WithTags("documented paths").WithSummary("As POST /api/v0/tools/execute");
        Execution(routes.MapPost("/run", ExecuteCodeAsync).Requires(Verb.Exec, Resources.Tools)).WithTags("documented paths").WithSummary("As POST /api/v0/tools/execute with the tool code_execution");
    }

    /// <summary>Runs a tool, and answers with its result or streams what happens.</summary>
    internal static async Task RunAsync(HttpContext context, ToolCall call, ToolRuns runs, ToolResults results, Problems problems)
    {
        if (context.Request.Headers.Accept.Any(accept => accept?.Contains(EventWriter.MediaType, StringComparison.Ordinal) ?? false))
        {
            await ToolStream.SendAsync(context, problems, runs, call, results);
            return;
        }
        var outcome = await runs.ExecuteAsync(call, null, context.RequestAborted);
        // As one piece of known length: see ExecEndpoints.
        await TypedResults.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(results.Describe(context, outcome), WarrenJson.Wire.ToolResult), "application/json; charset=utf-8").ExecuteAsync(context);
    }

    /// <summary>What is said of every endpoint that runs a tool.</summary>
    internal static RouteHandlerBuilder Execution(RouteHandlerBuilder endpoint) => endpoint
        .WithDescription("With `Accept: text/event-stream` the answer is a stream of the events `queued`, `started`, `stdout`, `stderr`, and at the end "
            + "`result` or `error`. Whoever goes away ends the run. Status 429 with `Retry-After`: too many runs wait already.")
        .WithMetadata(new RequestSizeLimitAttribute(ToolBodies.MaxLength), ToolBodyMark.Mark)
        .Produces<ToolResult>(StatusCodes.Status200OK, "application/json", EventWriter.MediaType);

    private static Page<ToolInfo> List(ToolRegistry tools) => new() { Items = tools.List() };

    private static Task ExecuteNamedAsync(HttpContext context, ToolBodies bodies, ToolRuns runs, ToolResults results, Problems problems, ClaimsPrincipal user) =>
        ExecuteAsync(context, bodies, runs, results, problems, user, null);

    private static Task ExecuteCodeAsync(HttpContext context, ToolBodies bodies, ToolRuns runs, ToolResults results, Problems problems, ClaimsPrincipal user) =>
        ExecuteAsync(context, bodies, runs, results, problems, user, CodeExecution);

    private static async Task ExecuteAsync(
        HttpContext context, ToolBodies bodies, ToolRuns runs, ToolResults results, Problems problems, ClaimsPrincipal user, string? tool) =>
        await RunAsync(context, await bodies.ReadAsync(context.Request, user.OwnerName(), tool, context.RequestAborted), runs, results, problems);
}
