using Microsoft.AspNetCore.Authorization;
using Warren.Access;
using Warren.Api;
using Warren.Api.Access;
using Warren.Server.Http;
using Warren.Server.Links;

namespace Warren.Server.Auth;

/// <summary>
/// Finds out who calls, and refuses whoever shows nothing valid, except for endpoints that are marked as public. A token or key
/// in a header is for everything. A session's cookie is for what is not <see cref="SandboxContent"/>, to change something only
/// from a page of our own origin. A signed link opens what it is for, a ticket one WebSocket.
/// </summary>
internal sealed class CredentialMiddleware(RequestDelegate next, Authenticator authenticator, BrowserSessions sessions, OneTimeCodes codes, SignedLinks links)
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

    private async ValueTask<Principal> AuthenticateAsync(HttpContext context, EndpointMetadataCollection marks)
    {
        var upgrades = Origins.IsUpgrade(context.Request);
        if (upgrades)
            Origins.RequireOwnOrNone(context);
        var (isGiven, caller) = await authenticator.FromHeadersAsync(context.Request.Headers, context.RequestAborted);
        if (caller is not null)
            return caller;
        if (marks.GetMetadata<SignedLinkTarget>() is { } target && await links.FindAsync(context, target) is { } owner)
            return await authenticator.MayShareAsync(owner, context.RequestAborted) ? new(owner, PrincipalType.Account, Credential.Link) : throw SignedLinks.Invalid();
        if (isGiven)
            throw new WarrenException(ErrorCode.Unauthenticated,
                "The token or key is not valid here, or not any more: `warren auth token` prints the server's own, POST /api/v0/auth/login gives one for name and password.");
        if (upgrades)
            return await TicketAsync(context);
        if (marks.GetMetadata<SandboxContent>() is not null)
            throw new WarrenException(ErrorCode.Unauthenticated,
                "What a sandbox made is given for the token in a header, or by a signed link: POST .../links of a sandbox or of a run of a tool makes one.");
        return await SessionAsync(context);
    }

    private async ValueTask<Principal> TicketAsync(HttpContext context)
    {
        var given = context.Request.Query[CredentialNames.Ticket].ToString();
        return given.Length > 0 && codes.TryUse(TicketPurpose, context.Request.Path.Value!, given) is { } caller
            && await authenticator.StillCountsAsync(caller, context.RequestAborted)
            ? caller.By(Credential.Ticket)
            : throw new WarrenException(ErrorCode.Unauthenticated,
                $"A WebSocket needs the token in a header, or a ticket of POST /api/v0/auth/tickets for this very path, less than 30 s old and not used before, as the parameter {CredentialNames.Ticket}.");
    }

    private async ValueTask<Principal> SessionAsync(HttpContext context)
    {
        if (sessions.Find(context) is not { } session
            || await authenticator.ReviveAsync(session.AccountId, session.CredentialVersion, Credential.Session, context.RequestAborted) is not { } caller)
            throw new WarrenException(ErrorCode.Unauthenticated,
                "This needs a token or key as 'Authorization: Bearer ...' or 'X-API-Key'; `warren auth token` prints the server's own. A browser signs in by `warren open`.");
        if (!Origins.IsSafe(context.Request.Method))
            Origins.RequireOwn(context);
        context.Features.Set(session);
        return caller;
    }
}
