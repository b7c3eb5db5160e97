using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Logs;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>What ran in a sandbox wrote, as one log.</summary>
public static class LogEndpoints
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;
    private const int MaxPageBytes = 1 << 20;

    /// <summary>Maps the route below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/logs", GetAsync).Requires(Verb.Get, Resources.Sandboxes)
        .WithTags("logs")
        .WithSummary("Read what ran in a sandbox wrote, in the order it was written, and follow it")
        .WithDescription("Terminals are left out unless `exec` names one. The answer is a page as JSON; with `Accept: text/event-stream` "
            + "the events `entry`, whose ids are taken as `Last-Event-ID`; with `Accept: text/plain` the bytes themselves, each line "
            + "with its time in front where `timestamps` asks for it. `follow` goes on with what is written from then on, to the end "
            + "of `exec` where that is given; it needs one of the two streams. `after` is the `sequence` of an entry.")
        .Produces<LogPage>(StatusCodes.Status200OK, "application/json", EventWriter.MediaType, LogText.MediaType);

    private static async Task GetAsync(
        string sandbox, string? since, int? tail, bool? follow, string? exec, string? stream, long? after, int? limit, bool? timestamps,
        SandboxService sandboxes, Problems problems, ClaimsPrincipal user, HttpContext context, TimeProvider time)
    {
        var query = new LogQuery
        {
            After = LastEventId(context) ?? after ?? 0,
            Since = ParseSince(since),
            // Who comes back behind an entry wants all that followed it.
            Tail = LastEventId(context) is null ? tail : null,
            Exec = exec,
            Stream = stream,
        };
        var accepts = context.Request.Headers.Accept.ToString();
        using var reader = sandboxes.Logs.Open(sandbox, user.OwnerName(), query);
        if (accepts.Contains(EventWriter.MediaType, StringComparison.Ordinal))
            await EventWriter.RunAsync(context, problems, events => new LogStream(events, reader, time).SendAsync(follow ?? false, context.RequestAborted));
        else if (accepts.Contains(LogText.MediaType, StringComparison.Ordinal))
            await LogText.SendAsync(context, reader, follow ?? false, timestamps ?? false, time);
        else if (follow ?? false)
            throw new WarrenException(ErrorCode.InvalidRequest, $"A page ends; to follow, ask with Accept: {EventWriter.MediaType} or {LogText.MediaType}.");
        else
            await TypedResults.Json(ReadPage(reader, limit), WarrenJson.Wire.LogPage).ExecuteAsync(context);
    }

    private static LogPage ReadPage(LogReader reader, int? limit)
    {
        if (limit is < 1 or > MaxLimit)
            throw new WarrenException(new Dictionary<string, string[]> { ["limit"] = [$"This has to be a number from 1 to {MaxLimit}."] });
        List<LogEntry> items = [];
        for (var bytes = 0; bytes < MaxPageBytes && items.Count < (limit ?? DefaultLimit); bytes += items[^1].Text?.Length ?? items[^1].Base64!.Length)
        {
            if (!reader.TryRead(out var piece))
                return new() { Items = items, After = reader.After, HasMore = false };
            items.Add(LogEntries.ToEntry(piece));
        }
        var after = reader.After;
        return new() { Items = items, After = after, HasMore = reader.TryRead(out _) };
    }

    private static long? LastEventId(HttpContext context) =>
        long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static DateTimeOffset? ParseSince(string? text)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? since
            : throw new WarrenException(new Dictionary<string, string[]> { ["since"] = ["This is a time such as 2026-01-31T12:00:00Z (RFC 3339)."] });
    }
}
