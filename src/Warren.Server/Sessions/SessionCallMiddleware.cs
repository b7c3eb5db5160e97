using Warren.Api;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Sessions;

namespace Warren.Server.Sessions;

/// <summary>
/// Takes a request for the sandbox of a session there: asks whether the caller may, wakes the session, keeps it from becoming idle
/// meanwhile, and puts the sandbox, and whose it is, in the place of the session and of the caller.
/// </summary>
internal sealed class SessionCallMiddleware(RequestDelegate next, SessionService sessions, SessionAccess access)
{
    private const string Route = "sandbox";

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SessionCallMark>() is { } mark ? InvokeAsync(context, mark) : next(context);

    private async Task InvokeAsync(HttpContext context, SessionCallMark mark)
    {
        var name = (string)context.Request.RouteValues[Route]!;
        string? workspace = context.Request.Query["workspace"];
        var said = context.GetEndpoint()!.Metadata;
        var record = await access.FindAsync(context.User, name, workspace, said.GetRequiredMetadata<AccessRequirement>().Verb, context.RequestAborted);
        if (!mark.Wakes || said.GetMetadata<KeptContent>() is not null)
        {
            await GoOnAsync(context, record, record.Session.SandboxId ?? throw new WarrenException(ErrorCode.InvalidState,
                $"Session {record.Session.Name} is {SessionStates.Name(record.Session.State)} and has no sandbox now; resume it first."));
            return;
        }
        using var use = await sessions.UseAsync(record, context.RequestAborted);
        await GoOnAsync(context, record, use.Snapshot.Id);
    }

    private async Task GoOnAsync(HttpContext context, SessionRecord record, string sandbox)
    {
        var caller = context.User;
        try
        {
            context.Features.Set(new SessionCall(record.Id));
            context.Request.RouteValues[Route] = sandbox;
            context.User = caller.Caller().ActingFor(record.Session.CreatedBy);
            await next(context);
        }
        finally
        {
            context.User = caller;
        }
    }
}
