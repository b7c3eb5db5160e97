using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Server.Http;

namespace Warren.Server.Observability;

/// <summary>Figures for Prometheus.</summary>
internal static class MetricsEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", Read).Requires(Verb.Get, Resources.Metrics).WithTags("server").WithSummary("Figures of the server in the text format of Prometheus")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static ContentHttpResult Read(MetricsCollector metrics) => TypedResults.Text(metrics.Read(), "text/plain; version=0.0.4; charset=utf-8");
}
