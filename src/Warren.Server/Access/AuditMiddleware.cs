using Warren.Access.Audit;

namespace Warren.Server.Access;

/// <summary>Notes in the audit log who did what: every request that may change something, and every one that was refused.</summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditLog log, TimeProvider time)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var note = new AuditNote(context, log, time);
        context.Features.Set(note);
        try
        {
            await next(context);
        }
        finally
        {
            note.Add();
        }
    }
}
