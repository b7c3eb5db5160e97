using Warren.Api;
using Warren.Sandboxes;
using Warren.Server.Hosting;
using Warren.Server.Http;

namespace Warren.Server.Host;

/// <summary>Tells whether the server lives and what it is.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Alive).AllowAnonymous().WithTags("server").WithSummary("Whether the server answers");
        routes.MapGet("/health/ready", ReadyAsync).AllowAnonymous().WithTags("server")
            .WithSummary("Whether the server has taken over its sandboxes, its database and its engines answer, and it takes work");
        routes.MapGet("/api/v0/version", Version).RequiresSignIn().WithTags("server").WithSummary("What this server is");
    }

    private static Health Alive(TimeProvider clock) => new() { Status = "ok", Time = clock.GetUtcNow() };

    private static async Task<Health> ReadyAsync(SandboxService sandboxes, TimeProvider clock, CancellationToken cancellationToken)
    {
        await sandboxes.CheckReadyAsync(cancellationToken);
        return Alive(clock);
    }

    private static VersionInfo Version(ServerOptions options) =>
        new() { Version = ServerApplication.Version, Api = "v0", DefaultImage = options.DefaultImage };
}
