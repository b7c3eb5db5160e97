using System.Diagnostics;
using Warren.Access;
using Warren.Access.Audit;
using Warren.Api.Access;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Observability;

namespace Warren.Server.Access;

/// <summary>
/// Notes in the audit log who did what: every request that changes something, and every one that was refused. An answer to
/// one that changes who may do what is given only when its entry is stored.
/// </summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditLog log, TimeProvider time)
{
    private const string Ports = "/ports/";
    private const int LongestPath = 300;

    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var note = new Note(context, log, time);
        if (!Origins.IsSafe(context.Request.Method))
            // Before the answer begins, so that nobody is told of what was not written.
            context.Response.OnStarting(static note => ((Note)note).WriteAccessAsync(), note);
        await next(context);
        await note.WriteAsync();
    }

    private sealed class Note(HttpContext context, AuditLog log, TimeProvider time)
    {
        private bool _isWritten;

        public Task WriteAccessAsync()
        {
            if (_isWritten || !IsOfAccess())
                return Task.CompletedTask;
            _isWritten = true;
            return log.AddAsync(Describe(), CancellationToken.None);
        }

        public async Task WriteAsync()
        {
            var isRefused = context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden;
            if (_isWritten || (Origins.IsSafe(context.Request.Method) && !isRefused))
                return;
            if (!Origins.IsSafe(context.Request.Method) && !context.Response.HasStarted)
                await WriteAccessAsync();
            if (!_isWritten)
                log.Add(Describe());
            _isWritten = true;
        }

        private bool IsOfAccess() => Requirement() is { } required && Resources.IsOfAccess(required.Resource);

        private AccessRequirement? Requirement() => context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>();

        private AuditEntry Describe()
        {
            var (caller, required, status) = (context.User as Principal, Requirement(), context.Response.StatusCode);
            return new()
            {
                Id = 0,
                Time = time.GetUtcNow(),
                Actor = caller?.Name,
                Credential = caller?.Credential.ToString().ToLowerInvariant(),
                KeyId = caller?.Narrowed?.Id,
                Verb = required is { Verb.Length: > 0 } ? required.Verb : VerbOf(context.Request.Method),
                Resource = required?.Resource ?? ResourceOf(context.Request.Path),
                Name = NameOf(),
                Owner = caller is not null && caller.OwnerName != caller.Name ? caller.OwnerName : null,
                Address = context.Connection.RemoteIpAddress?.ToString(),
                Method = context.Request.Method,
                Path = PathOf(context.Request.Path),
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
        private string? NameOf() => context.Features.Get<ServedHost>()?.Sandbox?.Id
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
}
