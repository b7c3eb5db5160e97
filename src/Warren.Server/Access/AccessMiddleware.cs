using Microsoft.AspNetCore.Authorization;
using Warren.Access;
using Warren.Api;
using Warren.Server.Auth;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>
/// The one place where it is decided whether a caller may make a request. An endpoint that neither says what it requires nor
/// is public is for nobody.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessGate gate)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // What routing itself answers, 405 and 415, is of no route.
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            // The last word counts: a route that leads to another's handler says what it takes itself.
            var required = endpoint.Metadata.GetMetadata<AccessRequirement>()
                ?? throw new WarrenException(ErrorCode.Forbidden, "Nobody may make this call: it does not say who may.");
            var caller = context.User.Caller();
            // A link holds its own permission, which was seen to.
            if (caller.Credential != Credential.Link)
                context.User = await gate.AdmitAsync(context, caller, required);
            if (!Origins.IsSafe(context.Request.Method) && Resources.IsOfAccess(required.Resource))
            {
                await context.Features.Get<AuditNote>()!.HoldBackAsync(next);
                return;
            }
        }
        await next(context);
    }
}
