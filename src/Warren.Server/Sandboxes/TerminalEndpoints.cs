using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Terminals in sandboxes.</summary>
public static class TerminalEndpoints
{
    // A client that is gone without a word is let go after the two together.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/terminals").WithTags("terminals");
        group.MapPost("", CreateAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Start a program, by default the user's shell, on a new terminal")
            .Produces<TerminalInfo>(StatusCodes.Status201Created);
        group.MapGet("", List).Requires(Verb.Get, Resources.Sandboxes).WithSummary("List the terminals, also those whose programs ended of late").ReadsWhatIsKept();
        group.MapGet("/{terminal}", Get).Requires(Verb.Get, Resources.Sandboxes).WithSummary("Get the state of a terminal").ReadsWhatIsKept();
        group.MapPost("/{terminal}/resize", ResizeAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Change the size of a terminal");
        group.MapDelete("/{terminal}", DeleteAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Kill everything on a terminal and delete it").Produces(StatusCodes.Status204NoContent);
        group.MapGet("/{terminal}/attach", AttachAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Attach to a terminal by WebSocket")
            .WithDescription("Binary messages are output and input. Text messages are JSON, from the server `attached` (`offset`, `columns`, "
                + "`rows`), `resized`, `dropped` (`bytes`), `exit` (`exitCode`, `signal`) and `error` (`reason`), to it `resize` (`columns`, "
                + "`rows`). Output begins at `offset`, else with the last 64 KiB; who counts the bytes goes on exactly where it was.")
            .Produces(StatusCodes.Status101SwitchingProtocols);
    }

    private static async Task<IResult> CreateAsync(
        string sandbox, StrictBody<TerminalRequest> body, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var made = await sandboxes.Terminals.CreateAsync(sandbox, body.Value, user.OwnerName(), cancellationToken);
        return TypedResults.Created($"/api/v0/sandboxes/{Uri.EscapeDataString(sandbox)}/terminals/{made.Id}", made);
    }

    private static Page<TerminalInfo> List(string sandbox, int? limit, string? cursor, SandboxService sandboxes, ClaimsPrincipal user) => Paging.Slice(
        sandboxes.Terminals.List(sandbox, user.OwnerName()),
        terminal => string.Create(CultureInfo.InvariantCulture, $"{terminal.StartedAt.UtcTicks:D19}{terminal.Id}"),
        limit,
        cursor);

    private static TerminalInfo Get(string sandbox, string terminal, SandboxService sandboxes, ClaimsPrincipal user) =>
        sandboxes.Terminals.Get(sandbox, terminal, user.OwnerName());

    private static Task<TerminalInfo> ResizeAsync(
        string sandbox, string terminal, StrictBody<TerminalSize> body, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        sandboxes.Terminals.ResizeAsync(sandbox, terminal, body.Value, user.OwnerName(), cancellationToken);

    private static async Task<IResult> DeleteAsync(
        string sandbox, string terminal, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await sandboxes.Terminals.DeleteAsync(sandbox, terminal, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task AttachAsync(
        string sandbox, string terminal, long? offset, SandboxService sandboxes, ClaimsPrincipal user,
        IHostApplicationLifetime lifetime, TimeProvider time, HttpContext context)
    {
        using var attachment = sandboxes.Terminals.Attach(sandbox, terminal, offset, user.OwnerName());
        if (!context.WebSockets.IsWebSocketRequest)
            throw new WarrenException(ErrorCode.InvalidRequest, "A terminal is attached to by WebSocket (RFC 6455).");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await new TerminalSocket(socket, attachment, time).RunAsync(leaving.Token);
    }
}
