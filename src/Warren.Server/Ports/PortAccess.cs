using Warren.Api;
using Warren.Sandboxes;
using Warren.Server.Access;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Links;

namespace Warren.Server.Ports;

/// <summary>Decides who may see a port on its own host.</summary>
internal sealed class PortAccess(Authenticator authenticator, AccessGate gate, SignedLinks links, PortCookie cookie, SandboxService sandboxes)
{
    /// <summary>Answers a request that a link has opened: the browser gets the host's cookie, and goes on without the link.</summary>
    public bool TryOpenLink(HttpContext context, PortHost port, RawTarget target)
    {
        if (!context.Request.Query.TryGetValue(CredentialNames.Link, out var given) || SignedLinks.Method(context.Request) != "GET" || Origins.IsUpgrade(context.Request))
            return false;
        var path = new PortPath(port.Port, context.Request.Path.Value!).ToString();
        if (given is not [{ } permission]
            || links.Check(permission, new(port.Id, "GET", path, SignedLinks.Query(context.Request.Query))) is not { } expiresAt
            || sandboxes.OwnerOf(port.Id) is null)
            throw SignedLinks.Invalid();
        cookie.Send(context, port, expiresAt);
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        // With the origin in front: a path that begins with two slashes would lead to another host.
        context.Response.Redirect(ServedHost.Of(context).Origin + target);
        return true;
    }

    /// <summary>Whose sandbox a request may see a port of.</summary>
    /// <exception cref="WarrenException">It has no credential for it, or a page of another host sent it.</exception>
    public async ValueTask<string> RequireAsync(HttpContext context, PortHost port)
    {
        if ((await authenticator.FromHeadersAsync(context.Request.Headers, context.RequestAborted)).Caller is { } caller)
        {
            context.User = caller;
            return await gate.EnterAsync(caller, port.Id, context.RequestAborted);
        }
        if (!cookie.IsIn(context, port) || sandboxes.OwnerOf(port.Id) is not { } owner || !await authenticator.MayShareAsync(owner, context.RequestAborted))
            throw new WarrenException(ErrorCode.Unauthenticated,
                "A port is seen by whoever opened a signed link to it (POST /api/v0/sandboxes/{sandbox}/links makes one), or gives the token in a header.");
        if (!IsOfThisHost(context))
            throw new WarrenException(ErrorCode.Forbidden, "A page of another host has sent this; it may link to this one, no more.");
        return owner;
    }

    // Hosts of other sandboxes may be of the same site, so that the cookie alone does not tell who asks (Fetch Metadata).
    private static bool IsOfThisHost(HttpContext context)
    {
        var request = context.Request;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isNavigation = request.Headers["Sec-Fetch-Mode"] == "navigate" && SignedLinks.Method(request) == "GET";
        if (site is not ("" or "same-origin" or "none") && !isNavigation)
            return false;
        if (Origins.IsSafe(request.Method) && !Origins.IsUpgrade(request))
            return true;
        return request.Headers.Origin switch
        {
            [{ } origin] when ServedHost.Of(context).IsOrigin(origin) => true,
            // A page that sends no referrer names no origin either.
            { Count: 0 } or ["null"] => site == "same-origin",
            _ => false,
        };
    }
}
