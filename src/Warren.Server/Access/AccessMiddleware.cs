using Microsoft.AspNetCore.Authorization;
using Warren.Access;
using Warren.Api;
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
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            var required = endpoint.Metadata.GetOrderedMetadata<AccessRequirement>();
            if (required.Count == 0)
                throw new WarrenException(ErrorCode.Forbidden, "Nobody may make this call: it does not say who may.");
            var caller = context.User.Caller();
            // A link holds its own permission, which was seen to.
            if (caller.Credential != Credential.Link)
                context.User = await gate.AdmitAsync(context, caller, required);
        }
        await next(context);
    }
}
