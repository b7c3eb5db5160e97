using System.Globalization;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Sandboxes.Files;
using Warren.Server.Files;
using Warren.Server.Http;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Downloads of artifacts.</summary>
public static class ArtifactEndpoints
{
    private const string Route = "/{session}/{run}/{**name}";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Download(routes, ToolResults.CanonicalPath + Route).WithTags("tools").WithSummary("Download an artifact, or a range of it").TakesSignedLinks(ArtifactLinkTarget.Mark);
        Download(routes, ToolResults.DocumentedPath + Route).WithTags("documented paths").WithSummary("As GET /api/v0/artifacts/{session}/{run}/{name}");
    }

    /// <summary>What a caller is told who asks for an artifact that there is not.</summary>
    public static WarrenException Missing(string name) => new(ErrorCode.NotFound, $"The run has no artifact '{name}'; GET /api/v0/tool-runs/{{run}}/artifacts lists those it has.");

    private static RouteHandlerBuilder Download(IEndpointRouteBuilder routes, string route) => routes.MapMethods(route, ["GET", "HEAD"], SendAsync).Requires(Verb.Get, Resources.Artifacts)
        .WithDescription("`kind` is `input` or `output`, where an input that the run changed is there twice; default the output. Answers are attachments unless `inline` is true.")
        .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").Produces<byte[]>(StatusCodes.Status206PartialContent, "application/octet-stream")
        .Produces(StatusCodes.Status304NotModified).Produces(StatusCodes.Status416RangeNotSatisfiable)
        .WithMetadata(SandboxContent.Mark);

    private static async Task SendAsync(string session, string run, string? name, string? kind, bool? inline, ToolRuns runs, ClaimsPrincipal user, HttpContext context)
    {
        var outcome = await runs.OpenAsync(run, user.OwnerName(), context.RequestAborted);
        if (name is null || outcome.Record.Run.SessionId != session || ArtifactFile.Find(outcome, name, ParseKind(kind)) is not { } file)
            throw Missing(name ?? "");
        var (request, response) = (context.Request, context.Response);
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{run}-{file.Kind}-{file.Offset:x}-{file.Length:x}\"");
        FileDownload.Protect(response, file.Name.Split('/')[^1], inline ?? false);
        response.Headers.ETag = tag;
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = ArtifactFile.TypeOf(file.Name, file.Kind);
        if (request.Headers.IfNoneMatch.Any(tags => tags == "*" || (tags ?? "").Contains(tag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var (offset, length) = (0L, file.Length);
        if (!HttpMethods.IsHead(request.Method) && FileDownload.ReadRange(request) is { } range && (range.IfTag is null || range.IfTag == tag))
        {
            (offset, length) = Cut(range, file.Length);
            if (offset < 0)
            {
                await FileDownload.RefuseRangeAsync(context, file.Length);
                return;
            }
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-{offset + length - 1}/{file.Length}");
        }
        response.ContentLength = length;
        if (length > 0 && !HttpMethods.IsHead(request.Method))
            await response.SendFileAsync(file.Path, file.Offset + offset, length, context.RequestAborted);
    }

    private static ToolArtifactKind? ParseKind(string? kind) => kind switch
    {
        null => null,
        "input" => ToolArtifactKind.Input,
        "output" => ToolArtifactKind.Output,
        _ => throw new WarrenException(new Dictionary<string, string[]> { ["kind"] = ["This is input or output."] }),
    };

    // RFC 9110, section 14.1.2; an offset of -1 where nothing of it is there.
    private static (long Offset, long Length) Cut(FileRange range, long length)
    {
        var offset = range.Offset ?? Math.Max(0, length - range.Length!.Value);
        var wanted = range.Offset is null ? length - offset : Math.Min(range.Length ?? long.MaxValue, length - offset);
        return offset < length && wanted > 0 ? (offset, wanted) : (-1, 0);
    }
}
