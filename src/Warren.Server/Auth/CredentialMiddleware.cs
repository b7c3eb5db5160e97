using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Warren.Api;
using Warren.Server.Hosting;
using Warren.Server.Http;
using Warren.Server.Links;

namespace Warren.Server.Auth;

/// <summary>
/// Finds out who calls, and refuses whoever shows nothing valid, except for endpoints that are marked as public. The token
/// in a header opens everything. A session's cookie opens what is not <see cref="SandboxContent"/>, to change something only
/// from a page of our own origin. A signed link opens what it is for, a ticket one WebSocket.
/// </summary>
internal sealed class CredentialMiddleware(RequestDelegate next, AccessToken token, BrowserSessions sessions, OneTimeCodes codes, SignedLinks links)
{
    /// <summary>What tickets are issued for.</summary>
    public const string TicketPurpose = "ticket";

    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var marks = context.GetEndpoint()?.Metadata;
        if (marks?.GetMetadata<IAllowAnonymous>() is null)
            context.User = await AuthenticateAsync(context, marks ?? EndpointMetadataCollection.Empty);
        await next(context);
    }

    private async ValueTask<ClaimsPrincipal> AuthenticateAsync(HttpContext context, EndpointMetadataCollection marks)
    {
        var upgrades = Origins.IsUpgrade(context.Request);
        if (upgrades)
            Origins.RequireOwnOrNone(context);
        var header = HeaderCredential.Check(context.Request.Headers, token);
        if (header is true)
            return CallerIdentity.OfToken;
        if (marks.GetMetadata<SignedLinkTarget>() is { } target && await links.FindAsync(context, target) is { } owner)
            return CallerIdentity.Create(owner, Credential.Link);
        if (header is false)
            throw new WarrenException(ErrorCode.Unauthenticated, "The token is not valid here; `warren auth token` prints the right one.");
        if (upgrades)
            return Ticket(context);
        if (marks.GetMetadata<SandboxContent>() is not null)
            throw new WarrenException(ErrorCode.Unauthenticated,
                "What a sandbox made is given for the token in a header, or by a signed link: POST .../links of a sandbox or of a run of a tool makes one.");
        return Session(context);
    }

    private ClaimsPrincipal Ticket(HttpContext context)
    {
        var given = context.Request.Query[CredentialNames.Ticket].ToString();
        return given.Length > 0 && codes.TryUse(TicketPurpose, context.Request.Path.Value!, given)
            ? CallerIdentity.Create(CallerIdentity.LocalOwner, Credential.Ticket)
            : throw new WarrenException(ErrorCode.Unauthenticated,
                $"A WebSocket needs the token in a header, or a ticket of POST /api/v0/auth/tickets for this very path, less than 30 s old and not used before, as the parameter {CredentialNames.Ticket}.");
    }

    private ClaimsPrincipal Session(HttpContext context)
    {
        if (sessions.Find(context) is not { } session)
            throw new WarrenException(ErrorCode.Unauthenticated,
                "This needs the token of the server as 'Authorization: Bearer ...' or 'X-API-Key'; `warren auth token` prints it. A browser signs in by `warren open`.");
        if (!Origins.IsSafe(context.Request.Method))
            Origins.RequireOwn(context);
        context.Features.Set(session);
        return CallerIdentity.Create(CallerIdentity.LocalOwner, Credential.Session);
    }
}
