using System.Globalization;
using System.Text.Json;
using Warren.Access;
using Warren.Access.Audit;
using Warren.Api;
using Warren.Api.Access;
using Warren.Server.Http;

namespace Warren.Server.Access;

/// <summary>The audit log.</summary>
internal static class AuditEndpoints
{
    private const int ExportPage = 1000;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/audit").WithTags("access");
        group.MapGet("", ListAsync).Requires(Verb.List, Resources.Audit).WithSummary("Who did what, newest first")
            .WithDescription("`actor`, `verb`, `resource`, `name` and `result` (done, refused, failed) choose; `since` and `until` are times.");
        group.MapGet("/export", ExportAsync).Requires(Verb.List, Resources.Audit).WithSummary("All of that, oldest first, as lines of JSON")
            .Produces<AuditEntry>(StatusCodes.Status200OK, "application/x-ndjson");
    }

    private static Task<Page<AuditEntry>> ListAsync(
        [AsParameters] AuditQuery query, int? limit, string? cursor, IAuditStore store, CancellationToken cancellationToken) =>
        Paging.ReadAsync<AuditEntry, long>(
            (beyond, count) => store.ReadAsync(query.ToFilter(), beyond, isOldestFirst: false, count, cancellationToken),
            entry => entry.Id,
            text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
            limit,
            cursor);

    private static async Task ExportAsync([AsParameters] AuditQuery query, IAuditStore store, HttpContext context)
    {
        var (filter, cancelled) = (query.ToFilter(), context.RequestAborted);
        context.Response.ContentType = "application/x-ndjson";
        long? beyond = null;
        while (await store.ReadAsync(filter, beyond, isOldestFirst: true, ExportPage, cancelled) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(entry, WarrenJson.Wire.AuditEntry), cancelled);
                await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancelled);
            }
            beyond = page[^1].Id;
        }
    }
}
