using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Server.Http;
using Warren.Sessions.Messages;

namespace Warren.Server.Sessions;

/// <summary>Messages in sessions.</summary>
internal static class SessionMessageEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/sessions/{session}/messages").WithTags("messages");
        group.MapGet("", ListAsync).WithSummary("List the messages of a session, oldest first").Requires(Verb.Get, SessionAccess.Sessions);
        group.MapPost("", AddAsync).WithSummary("Add a message; one that is idle is woken, and the agents that run in it are given what is of USER")
            .Produces<Message>(StatusCodes.Status201Created).Requires(Verb.Exec, SessionAccess.Sessions);
        group.MapDelete("", DeleteAsync).WithSummary("Delete the messages of a session").Requires(Verb.Update, SessionAccess.Sessions);
        group.MapGet("/count", CountAsync).WithSummary("Count the messages of a session").Requires(Verb.Get, SessionAccess.Sessions);
    }

    private static async Task<Page<Message>> ListAsync(
        string session, string? workspace, int? limit, string? cursor, SessionMessages messages, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var id = (await access.FindReadableAsync(user, session, workspace, cancellationToken)).Id;
        return await Paging.ReadAsync(
            (after, count) => messages.ListAsync(id, after ?? 0, count, cancellationToken), message => message.Sequence, Parse, limit, cursor);
    }

    private static async Task<IResult> AddAsync(
        string session, string? workspace, StrictBody<MessageRequest> body, SessionMessages messages, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var record = await access.FindAsync(user, session, workspace, Verb.Exec, cancellationToken);
        var added = await messages.AddAsync(record, body.Value, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/sessions/{record.Id}/messages", added);
    }

    private static async Task<MessagesDeleted> DeleteAsync(
        string session, string? workspace, SessionMessages messages, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        new() { Deleted = await messages.DeleteAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, cancellationToken) };

    private static async Task<MessageCount> CountAsync(
        string session, string? workspace, SessionMessages messages, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        new() { Count = await messages.CountAsync((await access.FindReadableAsync(user, session, workspace, cancellationToken)).Id, cancellationToken) };

    private static long? Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
}
