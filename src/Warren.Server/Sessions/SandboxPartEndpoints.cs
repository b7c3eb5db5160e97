using Warren.Access;
using Warren.Server.Events;
using Warren.Server.Files;
using Warren.Server.Http;
using Warren.Server.Ports;
using Warren.Server.Sandboxes;
using Warren.Server.Statistics;

namespace Warren.Server.Sessions;

/// <summary>
/// What there is in a sandbox: its programs, files, terminals, ports, and what is known of it. Each handler is reached by the
/// sandbox, and by the session whose sandbox it is: there the route's <c>{sandbox}</c> is the session, until
/// <see cref="SessionCallMiddleware"/> has put its sandbox in its place.
/// </summary>
internal static class SandboxPartEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var sandbox = routes.MapGroup("/api/v0/sandboxes/{sandbox}");
        MapUses(sandbox);
        MapReports(sandbox, "statistics");
        MapUses(Session(routes, new(Wakes: true)));
        MapReports(Session(routes, new(Wakes: false)), "stats");
    }

    private static void MapUses(IEndpointRouteBuilder routes)
    {
        ExecEndpoints.Map(routes);
        FileEndpoints.Map(routes);
        FileTreeEndpoints.Map(routes);
        FileWatchEndpoints.Map(routes);
        TerminalEndpoints.Map(routes);
        PortEndpoints.Map(routes);
    }

    private static void MapReports(IEndpointRouteBuilder routes, string statistics)
    {
        EventEndpoints.MapOne(routes);
        LogEndpoints.Map(routes);
        StatisticsEndpoints.Map(routes, statistics);
    }

    // What a handler asks of its caller for sandboxes is asked for sessions.
    private static RouteGroupBuilder Session(IEndpointRouteBuilder routes, SessionCallMark mark)
    {
        var group = routes.MapGroup("/api/v0/sessions/{sandbox}").WithMetadata(mark);
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            foreach (var (index, required) in endpoint.Metadata.Index().Where(entry => entry.Item is AccessRequirement).ToList())
                endpoint.Metadata[index] = (AccessRequirement)required with { Resource = SessionAccess.Sessions };
        });
        return group;
    }
}
