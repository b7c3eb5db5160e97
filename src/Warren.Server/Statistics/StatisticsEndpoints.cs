using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Statistics;

/// <summary>What sandboxes use: now, in the last ten minutes, and as it goes on.</summary>
public static class StatisticsEndpoints
{
    private const int DefaultInterval = 2, LongestInterval = 60;

    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes, string name)
    {
        var group = routes.MapGroup($"/{name}").WithTags("statistics");
        group.MapGet("", ReadAsync).Requires(Verb.Get, Resources.Sandboxes).WithSummary("What a sandbox uses now; of one that does not run, what it used last");
        group.MapGet("/history", History).Requires(Verb.Get, Resources.Sandboxes).WithSummary("What a sandbox used in the last ten minutes, oldest first; `since` leaves out what is not newer");
        group.MapGet("/stream", StreamAsync).Requires(Verb.Get, Resources.Sandboxes).WithSummary("What a sandbox uses, every `intervalSeconds` (1 to 60, default 2)")
            .Produces<SandboxStatistics>(StatusCodes.Status200OK, EventWriter.MediaType);
    }

    private static Task<SandboxStatistics> ReadAsync(string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.Statistics.ReadAsync(sandbox, user.OwnerName(), cancellationToken);

    private static Page<SandboxStatistics> History(string sandbox, DateTimeOffset? since, SandboxService sandboxes, ClaimsPrincipal user) =>
        new() { Items = sandboxes.Statistics.History(sandbox, since, user.OwnerName()) };

    private static Task StreamAsync(
        string sandbox, int? intervalSeconds, SandboxService sandboxes, Problems problems, ClaimsPrincipal user, HttpContext context)
    {
        var interval = intervalSeconds ?? DefaultInterval;
        if (interval is < 1 or > LongestInterval)
            throw new WarrenException(new Dictionary<string, string[]> { ["intervalSeconds"] = [$"must be from 1 to {LongestInterval}, not {interval}"] });
        return EventWriter.RunAsync(context, problems, async events =>
        {
            var samples = sandboxes.Statistics.StreamAsync(sandbox, TimeSpan.FromSeconds(interval), user.OwnerName(), context.RequestAborted);
            await foreach (var sample in samples)
                await events.WriteAsync("statistics", sample, WarrenJson.Wire.SandboxStatistics);
        });
    }
}
