using Warren.Access;
using Warren.Api;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Host;

/// <summary>The host that the server runs on.</summary>
public static class HostEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v0/host/checks", ChecksAsync).Requires(Verb.Get, Resources.Host).WithTags("server").WithSummary("Whether the host has what sandboxes need");

    private static async Task<Page<HostCheck>> ChecksAsync(SandboxService sandboxes, CancellationToken cancellationToken) =>
        new() { Items = await sandboxes.CheckHostAsync(cancellationToken) };
}
