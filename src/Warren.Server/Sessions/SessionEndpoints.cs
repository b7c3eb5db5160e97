using System.Security.Claims;
using System.Text.Json;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Server.Http;
using Warren.Sessions;

namespace Warren.Server.Sessions;

/// <summary>Sessions: create, list, read, change, delete, remix, publish, and the changes of their state.</summary>
internal static class SessionEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key", Replayed = "Idempotency-Replayed", Changes = "Answers when that is done, or says why it cannot be.";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/sessions").WithTags("sessions");
        group.MapPost("", CreateAsync).WithSummary("Create a session; answers when it is READY, or ERROR with the reason")
            .WithDescription("With the header `Idempotency-Key` a repetition within 24 hours gives the same session, with status 200 and `Idempotency-Replayed: true`.")
            .Produces<Session>(StatusCodes.Status201Created).Produces<Session>().Requires(Verb.Create, SessionAccess.Sessions);
        group.MapGet("", ListAsync).WithSummary("List one's own sessions, newest first")
            .WithDescription("With `all`, those of others too, in the workspaces where one may list them. `label=key=value` wants the value and `label=key` any; it may be repeated.")
            .Produces<Page<Session>>().Requires(Verb.List, SessionAccess.Sessions);
        group.MapGet("/{session}", GetAsync).WithSummary("Get a session by id or name").Produces<Session>().Requires(Verb.Get, SessionAccess.Sessions);
        group.MapPut("/{session}", PatchAsync).WithSummary("Change a session; what is left out stays").Requires(Verb.Update, SessionAccess.Sessions);
        group.MapDelete("/{session}", DeleteAsync).WithSummary("Delete a session with its sandbox and its volume, or with `keepVolume` without that")
            .Produces(StatusCodes.Status204NoContent).Requires(Verb.Delete, SessionAccess.Sessions);
        group.MapPut("/{session}/state", SetStateAsync).WithSummary("Ask for a state").WithDescription(Changes).Requires(Verb.Update, SessionAccess.Sessions);
        group.MapPost("/{session}/pause", PauseAsync).WithSummary("Make a session idle, and keep the memory of its sandbox").Requires(Verb.Update, SessionAccess.Sessions);
        group.MapPost("/{session}/suspend", SuspendAsync).WithSummary("Make a session idle, and keep only its volume").Requires(Verb.Update, SessionAccess.Sessions);
        group.MapPost("/{session}/resume", ResumeAsync).WithSummary("Make a session ready").WithDescription(Changes).Requires(Verb.Update, SessionAccess.Sessions);
        group.MapPost("/{session}/remix", RemixAsync).WithSummary("Create a session from another one")
            .WithDescription("`workspace` as a parameter is where the other one is; `into` is where the new one is to be, by default there too.")
            .Produces<Session>(StatusCodes.Status201Created).Requires(Verb.Create, SessionAccess.Sessions);
        group.MapPost("/{session}/publish", PublishAsync).WithSummary("Let everybody read and remix a session").Requires(Verb.Update, SessionAccess.Sessions);
        group.MapPost("/{session}/unpublish", UnpublishAsync).WithSummary("Keep a session to oneself again").Requires(Verb.Update, SessionAccess.Sessions);
        routes.MapGet("/api/v0/published/sessions", ListPublishedAsync).WithTags("sessions").WithSummary("List the sessions that are published, newest first")
            .Produces<Page<Session>>().Requires(Verb.List, SessionAccess.Sessions);
    }

    private static async Task<IResult> CreateAsync(
        StrictBody<SessionSpec> body, HttpRequest request, HttpResponse response, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (spec, workspace) = (body.Value, body.Value.Workspace ?? SessionServiceOptions.DefaultWorkspace);
        await access.RequireAsync(user, Verb.Create, SessionAccess.Sessions, workspace, null, cancellationToken);
        await RequireSecretsAsync(access, user, spec.Secrets, workspace, cancellationToken);
        var key = request.Headers.TryGetValue(IdempotencyKey, out var given) ? given.ToString() : null;
        var made = await sessions.CreateAsync(spec, user.OwnerName(), key, cancellationToken);
        if (!made.IsReplayed)
            return TypedResults.Created($"/api/v0/sessions/{made.Session.Id}", made.Session);
        response.Headers[Replayed] = "true";
        return TypedResults.Ok(made.Session);
    }

    private static async Task<IResult> ListAsync(
        bool? all, string? workspace, string? state, string? name, string[]? label, int? limit, string? cursor,
        SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (createdBy, workspaces) = await access.ScopeAsync(user, SessionAccess.Sessions, all ?? false, workspace, cancellationToken);
        var filter = new SessionFilter
        {
            CreatedBy = createdBy,
            Workspaces = workspaces,
            Name = name,
            State = ParseState(state),
            Labels = [.. (label ?? []).Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.Length == 1 ? null : pair[1]))],
        };
        return await ReadAsync(filter, limit, cursor, sessions, cancellationToken);
    }

    private static Task<IResult> ListPublishedAsync(string? workspace, int? limit, string? cursor, SessionService sessions, CancellationToken cancellationToken) =>
        ReadAsync(new() { IsPublished = true, Workspaces = workspace is null ? null : [workspace] }, limit, cursor, sessions, cancellationToken);

    private static async Task<IResult> ReadAsync(SessionFilter filter, int? limit, string? cursor, SessionService sessions, CancellationToken cancellationToken) =>
        new SessionPage(await Paging.ReadAsync(
            (after, count) => sessions.ListAsync(filter, after, count, cancellationToken), session => session.Position, SessionPosition.TryParse, limit, cursor));

    // As one piece of known length: see ExecEndpoints.
    private static async Task<IResult> GetAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) => TypedResults.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(sessions.Describe(await access.FindReadableAsync(user, session, workspace, cancellationToken)), WarrenJson.Answer.Session),
            "application/json; charset=utf-8");

    private static async Task<Session> PatchAsync(
        string session, string? workspace, StrictBody<SessionPatch> body, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var record = await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken);
        var added = body.Value.Secrets?.Except(record.Session.Secrets).ToList();
        await RequireSecretsAsync(access, user, added, record.Session.Workspace, cancellationToken);
        return await sessions.PatchAsync(record.Id, body.Value, cancellationToken);
    }

    private static async Task<IResult> DeleteAsync(
        string session, string? workspace, bool? keepVolume, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var record = await access.FindAsync(user, session, workspace, Verb.Delete, cancellationToken);
        await sessions.DeleteAsync(record.Id, keepVolume ?? false, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Session> SetStateAsync(
        string session, string? workspace, StrictBody<SessionStateRequest> body, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.SetStateAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, body.Value.State, cancellationToken);

    private static async Task<Session> PauseAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.PauseAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, cancellationToken);

    private static async Task<Session> SuspendAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.SuspendAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, cancellationToken);

    private static async Task<Session> ResumeAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.ResumeAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, cancellationToken);

    private static async Task<IResult> RemixAsync(
        string session, string? workspace, string? into, StrictBody<SessionRemix> body, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var source = await access.FindSourceAsync(user, session, workspace, cancellationToken);
        var target = into ?? source.Session.Workspace;
        await access.RequireAsync(user, Verb.Create, SessionAccess.Sessions, target, null, cancellationToken);
        if (body.Value.Secrets == true)
        {
            if (source.Session.PublishedAt is not null)
                throw new WarrenException(ErrorCode.Forbidden, "The secrets of a session that is published are not given to others made from it; leave out secrets.");
            await access.RequireAsync(user, Verb.Get, SessionAccess.Secrets, source.Session.Workspace, null, cancellationToken);
        }
        var made = await sessions.RemixAsync(source, body.Value, target, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/sessions/{made.Id}", made);
    }

    private static async Task<Session> PublishAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.PublishAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, isPublished: true, cancellationToken);

    private static async Task<Session> UnpublishAsync(
        string session, string? workspace, SessionService sessions, SessionAccess access, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await sessions.PublishAsync((await access.FindAsync(user, session, workspace, Verb.Update, cancellationToken)).Id, isPublished: false, cancellationToken);

    // Whoever names a secret can read it in the session.
    private static async Task RequireSecretsAsync(
        SessionAccess access, ClaimsPrincipal user, IReadOnlyList<string>? names, string workspace, CancellationToken cancellationToken)
    {
        foreach (var name in names ?? [])
            await access.RequireAsync(user, Verb.Get, SessionAccess.Secrets, workspace, name, cancellationToken);
    }

    private static SessionState? ParseState(string? text) => text is null ? null
        : Enum.GetValues<SessionState>().Cast<SessionState?>().FirstOrDefault(state => string.Equals(state.ToString(), text, StringComparison.OrdinalIgnoreCase))
            ?? throw new WarrenException(new Dictionary<string, string[]> { ["state"] = [$"This is one of {string.Join(", ", Enum.GetValues<SessionState>().Select(SessionStates.Name))}."] });
}
