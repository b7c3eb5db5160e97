using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Authorization;
using Warren.Api;
using Warren.Server.Hosting;

namespace Warren.Server.Http;

/// <summary>
/// Lets a request through that carries the token, as <c>Authorization: Bearer</c> or <c>X-API-Key</c>, and every
/// request to an endpoint that is marked as public. A path that nothing serves needs the token too.
/// </summary>
public sealed class TokenMiddleware(RequestDelegate next, AccessToken token)
{
    private static readonly ClaimsPrincipal Owner = new(new GenericIdentity("local"));

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(context);
        var given = Credential(context.Request.Headers) ?? throw new WarrenException(ErrorCode.Unauthenticated,
            "This needs the token of the server as 'Authorization: Bearer ...' or 'X-API-Key'; `warren auth token` prints it.");
        if (!token.Matches(given))
            throw new WarrenException(ErrorCode.Unauthenticated, "The token is not valid here; `warren auth token` prints the right one.");
        context.User = Owner;
        return next(context);
    }

    private static string? Credential(IHeaderDictionary headers)
    {
        const string scheme = "Bearer ";
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return authorization[scheme.Length..].Trim();
        return headers["X-API-Key"].ToString() is { Length: > 0 } key ? key : null;
    }
}
