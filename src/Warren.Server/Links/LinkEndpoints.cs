using System.Security.Claims;
using Microsoft.AspNetCore.Http.Extensions;
using Warren.Access;
using Warren.Api.Auth;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Ports;

namespace Warren.Server.Links;

/// <summary>Signed links.</summary>
internal static class LinkEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v0/sandboxes/{sandbox}/links", Create).Requires(Verb.Exec, Resources.Sandboxes).WithTags("sandboxes")
            .WithSummary("Make a link to a file or port that works for whoever has it, until a time and as long as the sandbox is there")
            .WithDescription("A link to a port for `GET` leads to the port's own host, gives the browser a cookie for all of that host, and "
                + "then to the page: that makes the port public to whoever has the link. Other links allow their one method, path and query.");

    private static Link Create(string sandbox, StrictBody<LinkRequest> body, SignedLinks links, HostRules hosts, SandboxService sandboxes, ClaimsPrincipal user, HttpContext context)
    {
        var snapshot = sandboxes.Get(sandbox, user.OwnerName());
        var (target, expiresAt) = links.Read(snapshot.Id, body.Value);
        var permission = links.Sign(target, expiresAt);
        var host = hosts.ForLinks(ServedHost.Of(context));
        var query = new QueryBuilder(target.Query.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) { { CredentialNames.Link, permission } };
        var (origin, path) = target.Method == "GET" && PortPath.TryParse(target.Path, out var port)
            ? (host.OriginOf(new(port.Port, snapshot.Id)), port.Path)
            : (host.Origin, $"/api/v0/sandboxes/{snapshot.Id}{target.Path}");
        return new() { Url = $"{origin}{new PathString(path).ToUriComponent()}{query.ToQueryString()}", ExpiresAt = expiresAt };
    }
}
