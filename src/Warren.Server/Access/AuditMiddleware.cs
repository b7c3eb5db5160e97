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
        context.Response.OnStarting(AddAsync, note);
        try
        {
            await next(context);
        }
        finally
        {
            note.Add(); // Where there was no answer.
        }
    }

    // Before its caller has the answer: what they do next is told behind it.
    private static Task AddAsync(object note)
    {
        ((AuditNote)note).Add();
        return Task.CompletedTask;
    }
}
