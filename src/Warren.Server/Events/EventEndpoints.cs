using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Events;
using Warren.Server.Http;

namespace Warren.Server.Events;

/// <summary>What happens to sandboxes: page by page, or as it happens.</summary>
public static class EventEndpoints
{
    private const string Description = "With `Accept: text/event-stream` the answer is a stream that goes on: each event has its version as `id` "
        + "and begins behind `after` or `Last-Event-ID`, else with what happens from now on. Where events that were asked for are no longer "
        + "kept, the first is `truncated` with the oldest version that is.";

    /// <summary>Maps the route of all sandboxes.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v0/events", AllAsync).Requires(Verb.List, Resources.Events).WithTags("events").WithSummary("What happened to all of one's sandboxes")
            .WithDescription(Description).Produces<SandboxEventPage>(StatusCodes.Status200OK, "application/json", EventWriter.MediaType);

    /// <summary>Maps the route of one sandbox below its others.</summary>
    public static void MapOne(IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", OneAsync).Requires(Verb.Get, Resources.Events).WithTags("events").WithSummary("What happened to a sandbox")
            .WithDescription(Description).Produces<SandboxEventPage>(StatusCodes.Status200OK, "application/json", EventWriter.MediaType);

    private static Task AllAsync(string? after, int? limit, EventFeed feed, Problems problems, TimeProvider time, ClaimsPrincipal user, HttpContext context) =>
        AnswerAsync(new(user.OwnerName()), after, limit, feed, problems, time, context);

    private static Task OneAsync(
        string sandbox, string? after, int? limit, SandboxService sandboxes, EventFeed feed, Problems problems, TimeProvider time, ClaimsPrincipal user, HttpContext context)
    {
        // What happened to one that is no more can be read by its id.
        var id = SandboxId.IsValid(sandbox) ? sandbox : sandboxes.Get(sandbox, user.OwnerName()).Id;
        return AnswerAsync(new(user.OwnerName(), id), after, limit, feed, problems, time, context);
    }

    private static async Task AnswerAsync(EventFilter filter, string? after, int? limit, EventFeed feed, Problems problems, TimeProvider time, HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Accept.Any(accept => accept?.Contains(EventWriter.MediaType, StringComparison.Ordinal) ?? false))
        {
            var last = headers.TryGetValue("Last-Event-ID", out var id) ? Parse("Last-Event-ID", id) : Parse("after", after);
            await EventStream.SendAsync(context, problems, feed.FollowAsync(filter, last, context.RequestAborted), time);
            return;
        }
        var page = await feed.ReadAsync(filter, Parse("after", after), Paging.Limit(limit), context.RequestAborted);
        await TypedResults.Json(page, WarrenJson.Wire.SandboxEventPage).ExecuteAsync(context);
    }

    private static long? Parse(string name, string? text) => text switch
    {
        null => null,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
        _ => throw new WarrenException(new Dictionary<string, string[]> { [name] = ["This has to be the version of an event: a whole number that is not negative."] }),
    };
}
