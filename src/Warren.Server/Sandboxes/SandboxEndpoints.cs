using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Sandboxes: create, get, list, change, delete, and the changes of their state.</summary>
public static class SandboxEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key", Replayed = "Idempotency-Replayed";
    private const double LongestWait = 300, DefaultWait = 30;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/sandboxes").WithTags("sandboxes");
        group.MapPost("", CreateAsync).Requires(Verb.Create, Resources.Sandboxes).WithSummary("Create a sandbox; answers when it runs")
            .WithDescription("With the header `Idempotency-Key` a repetition within 24 hours gives the same sandbox, with status 200 and "
                + "`Idempotency-Replayed: true`; the same key for another request, or for a sandbox that was destroyed, is a conflict.")
            .Produces<SandboxSnapshot>(StatusCodes.Status201Created).Produces<SandboxSnapshot>();
        group.MapGet("", List).Requires(Verb.List, Resources.Sandboxes).WithSummary("List sandboxes, oldest first")
            .WithDescription("`label=key=value` wants the value and `label=key` any; `state` wants one of those that are given; these may be repeated. Of one's own, unless `owner` names another "
                + "account, or `all` is true, for who may list what is others'.");
        group.MapGet("/{sandbox}", GetAsync).Requires(Verb.Get, Resources.Sandboxes).WithSummary("Get a sandbox by id or name")
            .WithDescription("With `wait`, answers once it is in that state, or can no longer come to it by itself, or after `waitSeconds` "
                + "(30, at most 300): the state in the answer says which.");
        group.MapPatch("/{sandbox}", PatchAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("Change limits, network, lifetime or labels")
            .WithDescription("What is left out stays as it is. With `If-Match` or `version` only that version is changed.");
        group.MapPost("/{sandbox}/renew", RenewAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("Give a sandbox more time");
        group.MapDelete("/{sandbox}", DeleteAsync).Requires(Verb.Delete, Resources.Sandboxes).WithSummary("Destroy a sandbox with everything in it");
        group.MapPost("/{sandbox}/pause", PauseAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("Freeze a running sandbox with its memory");
        group.MapPost("/{sandbox}/resume", ResumeAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("Let a paused sandbox run on");
        group.MapPost("/{sandbox}/stop", StopAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("End everything that runs in a sandbox; its disk stays");
        group.MapPost("/{sandbox}/start", StartAsync).Requires(Verb.Update, Resources.Sandboxes).WithSummary("Start a stopped sandbox");
    }

    private static async Task<IResult> CreateAsync(
        StrictBody<SandboxSpec> body, HttpRequest request, HttpResponse response, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var key = request.Headers.TryGetValue(IdempotencyKey, out var given) ? given.ToString() : null;
        var made = await sandboxes.CreateAsync(body.Value, user.OwnerName(), key, cancellationToken);
        if (!made.IsReplayed)
            return TypedResults.Created($"/api/v0/sandboxes/{made.Snapshot.Id}", made.Snapshot);
        response.Headers[Replayed] = "true";
        return TypedResults.Ok(made.Snapshot);
    }

    private static Page<SandboxSnapshot> List(
        SandboxService sandboxes, ClaimsPrincipal user, int? limit, string? cursor, string? name, string[]? label, string[]? state, bool? all)
    {
        var filter = new SandboxFilter
        {
            Name = name,
            Labels = [.. (label ?? []).Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair.Length == 1 ? null : pair[1]))],
            States = [.. (state ?? []).Select(text => ParseState("state", text))],
        };
        return Paging.Read(
            (after, count) => all is true ? sandboxes.ListOfAll(filter, after, count) : sandboxes.List(user.OwnerName(), filter, after, count), SandboxPosition.Of, SandboxPosition.TryParse, limit, cursor);
    }

    private static async Task<SandboxSnapshot> GetAsync(
        string sandbox, string? wait, double? waitSeconds, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (wait is null)
            return sandboxes.Get(sandbox, user.OwnerName());
        if (waitSeconds is { } seconds && !(seconds is >= 0 and <= LongestWait))
            throw Invalid("waitSeconds", $"This has to be a number from 0 to {LongestWait}.");
        return await sandboxes.WaitAsync(
            sandbox, ParseState("wait", wait), TimeSpan.FromSeconds(waitSeconds ?? DefaultWait), user.OwnerName(), cancellationToken);
    }

    private static Task<SandboxSnapshot> PatchAsync(
        string sandbox, StrictBody<SandboxPatch> body, HttpRequest request, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var patch = body.Value;
        if (request.Headers.IfMatch is { Count: > 0 } match && match != "*")
            patch = patch with { Version = ParseVersion(match.ToString(), patch.Version) };
        return sandboxes.PatchAsync(sandbox, patch, user.OwnerName(), cancellationToken);
    }

    private static Task<SandboxSnapshot> RenewAsync(
        string sandbox, OptionalBody<RenewRequest> body, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.RenewAsync(sandbox, body.Value?.TimeoutSeconds, user.OwnerName(), cancellationToken);

    private static async Task<IResult> DeleteAsync(
        string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await sandboxes.DeleteAsync(sandbox, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<SandboxSnapshot> PauseAsync(
        string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.PauseAsync(sandbox, user.OwnerName(), cancellationToken);

    private static Task<SandboxSnapshot> ResumeAsync(
        string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.ResumeAsync(sandbox, user.OwnerName(), cancellationToken);

    private static Task<SandboxSnapshot> StopAsync(
        string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.StopAsync(sandbox, user.OwnerName(), cancellationToken);

    private static Task<SandboxSnapshot> StartAsync(
        string sandbox, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.StartAsync(sandbox, user.OwnerName(), cancellationToken);

    private static SandboxState ParseState(string parameter, string text)
    {
        foreach (var state in Enum.GetValues<SandboxState>())
            if (string.Equals(state.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return state;
        throw Invalid(parameter, $"'{text}' is no state; there are {string.Join(", ", Enum.GetNames<SandboxState>().Select(name => name.ToLowerInvariant()))}.");
    }

    // An entity tag (RFC 9110, section 8.8.3) is the version in quotes.
    private static long ParseVersion(string tag, long? given)
    {
        if (!long.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw Invalid("If-Match", "This has to be the version of the sandbox in quotes, or *.");
        return given is null || given == version ? version : throw Invalid("version", "This is another version than that of If-Match.");
    }

    private static WarrenException Invalid(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
}
