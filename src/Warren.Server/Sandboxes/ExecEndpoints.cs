using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Warren.Access;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>Programs in sandboxes.</summary>
public static class ExecEndpoints
{
    private const int MaxStdin = 1 << 20;

    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("execs");
        group.MapPost("/exec", ExecAsync).Requires(Verb.Exec, Resources.Sandboxes)
            .WithSummary("Run a program: to its end, in the background, or streaming what it writes")
            .WithDescription("With `stream`, or `Accept: text/event-stream`, the answer is a stream of the events `started`, `stdout`, "
                + "`stderr`, `dropped`, `exit` and `error`. Whoever goes away ends the program. With `background` the answer is its status.")
            .Produces<ExecResult>(StatusCodes.Status200OK, "application/json", EventWriter.MediaType)
            .Produces<ExecStatus>(StatusCodes.Status202Accepted);
        group.MapGet("/execs", List).Requires(Verb.Get, Resources.Sandboxes).WithSummary("List the programs that run, and those that ended of late").ReadsWhatIsKept();
        group.MapGet("/execs/{exec}", Get).Requires(Verb.Get, Resources.Sandboxes).WithSummary("Get the state of a program").ReadsWhatIsKept();
        group.MapGet("/execs/{exec}/attach", AttachAsync).Requires(Verb.Get, Resources.Sandboxes).WithSummary("Follow a program from given offsets of its output")
            .Produces<ExecChunk>(StatusCodes.Status200OK, EventWriter.MediaType).ReadsWhatIsKept();
        group.MapGet("/execs/{exec}/output", OutputAsync).Requires(Verb.Get, Resources.Sandboxes)
            .WithSummary("Read the bytes of one output of a program as they are kept now")
            .WithDescription("The answer ends at `length`, at the end, or where bytes are not kept; `Warren-Offset` says where it begins, "
                + "which is behind `offset` where that is not kept, and `Warren-End` how much was written.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").ReadsWhatIsKept();
        group.MapPost("/execs/{exec}/stdin", StdinAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Write to a program's standard input; `end=true` ends it")
            .Accepts<byte[]>("application/octet-stream").Produces(StatusCodes.Status204NoContent);
        group.MapPost("/execs/{exec}/signal", SignalAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Send a signal to everything that a program started")
            .Produces(StatusCodes.Status204NoContent);
        group.MapDelete("/execs/{exec}", DeleteAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Kill a program and forget its output")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task ExecAsync(
        string sandbox, StrictBody<ExecRequest> body, SandboxService sandboxes, Problems problems, ClaimsPrincipal user, HttpContext context)
    {
        var (request, owner, execs, cancelled) = (body.Value, user.OwnerName(), sandboxes.Execs, context.RequestAborted);
        var streams = request.Stream || context.Request.Headers.Accept.Any(accept => accept?.Contains(EventWriter.MediaType, StringComparison.Ordinal) ?? false);
        IResult result;
        if (request.Background && request.Stream)
            throw new WarrenException(ErrorCode.InvalidRequest, "Either background or stream can be asked for; a background exec is followed by .../execs/{id}/attach.");
        if (request.Background)
            result = TypedResults.Json(await execs.StartAsync(sandbox, request, owner, cancelled), WarrenJson.Wire.ExecStatus, statusCode: StatusCodes.Status202Accepted);
        else if (!streams)
            // As one piece of known length: in chunks its end would be another packet, and another wake-up of the reader.
            result = TypedResults.Bytes(
                JsonSerializer.SerializeToUtf8Bytes(await execs.RunAsync(sandbox, request, owner, cancelled), WarrenJson.Wire.ExecResult),
                "application/json; charset=utf-8");
        else
        {
            await ExecStream.SendAsync(context, problems, execs.StreamAsync(sandbox, request, owner, cancelled));
            return;
        }
        await result.ExecuteAsync(context);
    }

    private static Page<ExecStatus> List(string sandbox, int? limit, string? cursor, SandboxService sandboxes, ClaimsPrincipal user) => Paging.Slice(
        sandboxes.Execs.List(sandbox, user.OwnerName()),
        exec => string.Create(CultureInfo.InvariantCulture, $"{exec.StartedAt.UtcTicks:D19}{exec.Id}"),
        limit,
        cursor);

    private static ExecStatus Get(string sandbox, string exec, SandboxService sandboxes, ClaimsPrincipal user) =>
        sandboxes.Execs.Get(sandbox, exec, user.OwnerName());

    private static Task AttachAsync(
        string sandbox, string exec, long? stdoutOffset, long? stderrOffset,
        SandboxService sandboxes, Problems problems, ClaimsPrincipal user, HttpContext context)
    {
        if (stdoutOffset < 0 || stderrOffset < 0)
            throw new WarrenException(ErrorCode.InvalidRequest, "An offset counts bytes from the start of the output and is not negative.");
        return ExecStream.SendAsync(context, problems, sandboxes.Execs.AttachAsync(
            sandbox, exec, stdoutOffset ?? 0, stderrOffset ?? 0, user.OwnerName(), context.RequestAborted));
    }

    private static async Task OutputAsync(
        string sandbox, string exec, string? stream, long? offset, long? length, SandboxService sandboxes, ClaimsPrincipal user, HttpContext context)
    {
        Dictionary<string, string[]> errors = [];
        if (stream is not (null or "stdout" or "stderr"))
            errors["stream"] = ["This is stdout or stderr."];
        if (offset < 0)
            errors["offset"] = ["An offset counts bytes from the start of the output and is not negative."];
        if (length < 0)
            errors["length"] = ["A length is not negative."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        using var content = sandboxes.Execs.ReadOutput(sandbox, exec, stream == "stderr", offset ?? 0, length, user.OwnerName());
        var response = context.Response;
        response.ContentType = "application/octet-stream";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers["Warren-Offset"] = content.Offset.ToString(CultureInfo.InvariantCulture);
        response.Headers["Warren-End"] = content.End.ToString(CultureInfo.InvariantCulture);
        while (content.Read() is { IsEmpty: false } bytes)
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<IResult> StdinAsync(
        string sandbox, string exec, bool? end, HttpRequest request, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not { } length)
            throw new WarrenException(ErrorCode.InvalidRequest, "This needs a Content-Length.");
        if (length > MaxStdin)
            throw new WarrenException(ErrorCode.TooLarge, $"At most {MaxStdin} bytes can be written at once.");
        var data = new byte[length];
        await request.Body.ReadExactlyAsync(data, cancellationToken);
        await sandboxes.Execs.WriteStdinAsync(sandbox, exec, data, end ?? false, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SignalAsync(
        string sandbox, string exec, StrictBody<ExecSignalRequest> body, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await sandboxes.Execs.SignalAsync(sandbox, exec, body.Value.Signal, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(
        string sandbox, string exec, SandboxService sandboxes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await sandboxes.Execs.DeleteAsync(sandbox, exec, user.OwnerName(), cancellationToken);
        return TypedResults.NoContent();
    }
}
