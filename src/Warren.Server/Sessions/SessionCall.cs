namespace Warren.Server.Sessions;

/// <summary>A request that reached a sandbox by its session.</summary>
/// <param name="SessionId">The session.</param>
internal sealed record SessionCall(string SessionId)
{
    /// <summary>The parts of the path, behind the API's own, by which a request has reached a sandbox.</summary>
    public static string PlaceOf(HttpContext context, string sandboxId) =>
        context.Features.Get<SessionCall>() is { } call ? $"sessions/{call.SessionId}" : $"sandboxes/{sandboxId}";
}
