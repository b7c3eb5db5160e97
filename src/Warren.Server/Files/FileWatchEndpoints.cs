using System.Buffers;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using Warren.Access;
using Warren.Api;
using Warren.Api.Files;
using Warren.Sandboxes;
using Warren.Sandboxes.Files;
using Warren.Server.Http;

namespace Warren.Server.Files;

/// <summary>Watches over files in sandboxes.</summary>
public static class FileWatchEndpoints
{
    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/files/watches").WithTags("files");
        group.MapPost("", StartAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Begin to watch a file or folder").Produces<FileWatch>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("List watches, oldest first");
        group.MapGet("/{watch}/events", ReadAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Follow a watch from an event on")
            .WithDescription("Answers with the events `change`, whose id is given as `after` or `Last-Event-ID` to go on behind it, `end` "
                + "when the watch ended, and `error`.")
            .Produces<FileEvent>(StatusCodes.Status200OK, EventWriter.MediaType);
        group.MapDelete("/{watch}", DeleteAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("End a watch and forget what it saw").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> StartAsync(
        string sandbox, StrictBody<FileWatchRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var watch = await sandboxes.Files.Watches.StartAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);
        return TypedResults.Created($"/api/v0/sandboxes/{Uri.EscapeDataString(sandbox)}/files/watches/{watch.Id}", watch);
    }

    private static async Task<Page<FileWatch>> ListAsync(
        string sandbox, int? limit, string? cursor, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) => Paging.Slice(
            await sandboxes.Files.Watches.ListAsync(new(sandbox, caller.OwnerName(), null), cancellationToken),
            watch => string.Create(CultureInfo.InvariantCulture, $"{watch.StartedAt.UtcTicks:D19}{watch.Id}"),
            limit,
            cursor);

    private static Task ReadAsync(
        string sandbox, string watch, long? after, SandboxService sandboxes, Problems problems, ClaimsPrincipal caller, HttpContext context) =>
        EventWriter.RunAsync(context, problems, async events =>
        {
            var place = new FilePlace(sandbox, caller.OwnerName(), null);
            var happenings = await sandboxes.Files.Watches.OpenAsync(place, watch, after ?? ReadLastId(context.Request), context.RequestAborted);
            // A watch may be silent for long; that it is followed is said at once.
            context.Response.ContentType = EventWriter.MediaType;
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.StartAsync(context.RequestAborted);
            await foreach (var happened in happenings)
            {
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Offset}\n"), context.Response.BodyWriter);
                await events.WriteAsync("change", happened, WarrenJson.Wire.FileEvent);
            }
            context.Response.BodyWriter.Write("event: end\ndata: {}\n\n"u8);
            await events.FlushAsync();
        });

    private static async Task<IResult> DeleteAsync(
        string sandbox, string watch, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        await sandboxes.Files.Watches.DeleteAsync(new(sandbox, caller.OwnerName(), null), watch, cancellationToken);
        return TypedResults.NoContent();
    }

    private static long ReadLastId(HttpRequest request) => request.Headers["Last-Event-ID"] is [{ Length: > 0 } text]
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw new WarrenException(ErrorCode.InvalidRequest, "Last-Event-ID is the id of an event that was received here.")
        : 0;
}
