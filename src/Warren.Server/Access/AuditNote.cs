using System.Diagnostics;
using Warren.Access;
using Warren.Access.Audit;
using Warren.Api.Access;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Observability;

namespace Warren.Server.Access;

/// <summary>What the audit log is told of one request, once.</summary>
internal sealed class AuditNote(HttpContext context, AuditLog log, TimeProvider time)
{
    private const string Ports = "/ports/";
    private const int LongestPath = 300, NotAnswered = 499; // As other servers have it; no RFC says so.

    // A terminal or a tunnel that is opened is as good as a program that is run.
    private readonly bool _isUnsafe = !Origins.IsSafe(context.Request.Method) || Origins.IsUpgrade(context.Request);
    private bool _isWritten;

    /// <summary>Tells it, without waiting, unless that was done or there is nothing to tell.</summary>
    public void Add()
    {
        var isRefused = context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
        // A browser that comes back from an identity provider signs in by a GET.
        var isSignIn = context.Features.Get<SignInName>() is not null;
        if (_isWritten || !(_isUnsafe || isRefused || isSignIn))
            return;
        _isWritten = true;
        log.Add(Describe());
    }

    /// <summary>
    /// Runs what changes who may do what, and holds its answer back until the log has it, so that nobody is told of what was
    /// not written. A failure is told by its own answer.
    /// </summary>
    /// <exception cref="Warren.Api.WarrenException">EngineUnavailable: the log cannot be written.</exception>
    public async Task HoldBackAsync(RequestDelegate act)
    {
        var (response, body) = (context.Response, context.Response.Body);
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await act(context);
        }
        finally
        {
            response.Body = body;
        }
        _isWritten = true;
        await log.AddAsync(Describe(), CancellationToken.None);
        answer.Position = 0;
        await answer.CopyToAsync(body, context.RequestAborted);
    }

    private AccessRequirement? Requirement() => context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>();

    private AuditEntry Describe()
    {
        var (caller, required, port) = (context.User as Principal, Requirement(), context.Features.Get<ServedHost>()?.Sandbox);
        var status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? NotAnswered : context.Response.StatusCode;
        return new()
        {
            Id = 0,
            Time = time.GetUtcNow(),
            Actor = caller?.Name,
            Credential = caller?.Credential.ToString().ToLowerInvariant(),
            KeyId = caller?.Narrowed?.Id,
            Verb = port is not null ? Verb.Exec : required is { Verb.Length: > 0 } ? required.Verb : VerbOf(context.Request.Method),
            Resource = port is not null ? Resources.Sandboxes : required?.Resource ?? ResourceOf(context.Request.Path),
            Name = port?.Id ?? NameOf(),
            Owner = caller is not null && caller.OwnerName != caller.Name ? caller.OwnerName : null,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            Method = context.Request.Method,
            Path = port is not null ? "/" : PathOf(context.Request.Path),
            Result = status switch
            {
                < 400 => AuditResult.Done,
                StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests => AuditResult.Refused,
                _ => AuditResult.Failed,
            },
            Status = status,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
        };
    }

    // The first that a route names is the outermost: the sandbox before what is in it.
    private string? NameOf() => context.Features.Get<SignInName>()?.Name
        ?? (context.GetEndpoint() is RouteEndpoint { RoutePattern.Parameters: [var first, ..] } ? Cut(context.GetRouteValue(first.Name) as string) : null);

    // What is behind a port is the sandbox's own, and may hold secrets of its own.
    private static string PathOf(string? path)
    {
        var at = path?.IndexOf(Ports, StringComparison.Ordinal) ?? -1;
        var end = at < 0 ? -1 : path!.IndexOf('/', at + Ports.Length);
        return Cut(SecretMask.Apply(end < 0 ? path ?? "/" : path![..end]))!;
    }

    private static string? Cut(string? text) => text is { Length: > LongestPath } ? text[..LongestPath] : text;

    private static string ResourceOf(PathString path) => path.StartsWithSegments("/api/v0/auth", StringComparison.Ordinal) || path.StartsWithSegments("/auth", StringComparison.Ordinal) ? "auth" : "unknown";

    private static string VerbOf(string method) => method switch
    {
        "POST" => Verb.Create,
        "PUT" or "PATCH" => Verb.Update,
        "DELETE" => Verb.Delete,
        _ => Verb.Get,
    };
}
