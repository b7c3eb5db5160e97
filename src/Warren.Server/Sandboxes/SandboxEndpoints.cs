using System.Globalization;
using System.Security.Claims;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Sandboxes: create, get, list, delete, and the changes of their state.</summary>
public static class SandboxEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/sandboxes").WithTags("sandboxes");
        group.MapPost("", CreateAsync).WithSummary("Create a sandbox; answers when it runs");
        group.MapGet("", List).WithSummary("List sandboxes, oldest first");
        group.MapGet("/{sandbox}", Get).WithSummary("Get a sandbox by id or name");
        group.MapDelete("/{sandbox}", DeleteAsync).WithSummary("Destroy a sandbox with everything in it");
        group.MapPost("/{sandbox}/pause", PauseAsync).WithSummary("Freeze a running sandbox with its memory");
        group.MapPost("/{sandbox}/resume", ResumeAsync).WithSummary("Let a paused sandbox run on");
        group.MapPost("/{sandbox}/stop", StopAsync).WithSummary("End everything that runs in a sandbox; its disk stays");
        group.MapPost("/{sandbox}/start", StartAsync).WithSummary("Start a stopped sandbox");
    }

    private static async Task<IResult> CreateAsync(
        StrictBody<SandboxSpec> body, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await sandboxes.CreateAsync(body.Value, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/sandboxes/{made.Id}", made);
    }

    private static Page<SandboxSnapshot> List(
        SandboxService sandboxes, ClaimsPrincipal user, int? limit, string? cursor, string[]? label)
    {
        var selectors = (label ?? []).Select(text => text.Split('=', 2)).ToList();
        var matching = sandboxes.List(user.OwnerName()).Where(sandbox => selectors.All(selector => Matches(sandbox, selector)));
        return Paging.Slice(matching, SortKey, limit, cursor);
    }

    private static SandboxSnapshot Get(string sandbox, SandboxService sandboxes, ClaimsPrincipal user) =>
        sandboxes.Get(sandbox, user.OwnerName());

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

    // `label=key=value` wants the value, `label=key` any.
    private static bool Matches(SandboxSnapshot sandbox, string[] selector) =>
        sandbox.Spec.Labels is { } labels
        && labels.TryGetValue(selector[0], out var value)
        && (selector.Length == 1 || selector[1] == value);

    private static string SortKey(SandboxSnapshot sandbox) =>
        string.Create(CultureInfo.InvariantCulture, $"{sandbox.CreatedAt.UtcTicks:D19}{sandbox.Id}");
}
