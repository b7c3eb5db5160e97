using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Warren.Access;
using Warren.Api;
using Warren.Api.Files;
using Warren.Sandboxes;
using Warren.Sandboxes.Files;
using Warren.Server.Http;
using Warren.Server.Links;

namespace Warren.Server.Files;

/// <summary>Single files and folders in sandboxes.</summary>
public static class FileEndpoints
{
    private const string PathHelp = "Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count "
        + "(default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`.";

    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/files").WithTags("files");
        group.MapMethods("", ["GET", "HEAD"], ReadAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Read a file, or a range of it").WithDescription(PathHelp)
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").Produces<byte[]>(StatusCodes.Status206PartialContent, "application/octet-stream")
            .Produces(StatusCodes.Status304NotModified).Produces(StatusCodes.Status416RangeNotSatisfiable).ServesSandboxContent();
        group.MapPut("", WriteAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Write a file; where it fails, the file is as it was")
            .WithDescription(PathHelp + " `If-None-Match: *` only makes a new file, `If-Match` only replaces the one with that tag. "
                + "With `append` the file is added to, in place.")
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // The sandbox's disk is the limit.
            .Accepts<byte[]>("application/octet-stream").Produces<FileEntry>().TakesSignedLinks(SandboxLinkTarget.Mark);
        group.MapDelete("", DeleteAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Remove a file, a link, or a folder: with all that is in it where `recursive`")
            .Produces(StatusCodes.Status204NoContent);
        group.MapGet("/stat", StatAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("What is known of a path; with `follow`, of what a link leads to");
        group.MapGet("/list", ListAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("List a folder, sorted by path; with `depth` up to 64, what is below too");
        group.MapPost("/mkdir", MakeFolderAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Make a folder");
        group.MapPost("/move", MoveAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Move or rename a file, link or folder");
        group.MapPost("/chmod", ChangeModeAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Change permissions");
    }

    private static async Task ReadAsync(
        string sandbox, string? path, string? rawPath, string? user, bool? inline,
        SandboxService sandboxes, ClaimsPrincipal caller, HttpContext context)
    {
        var place = new FilePlace(sandbox, caller.OwnerName(), user);
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var range = isHead ? new FileRange(0, 1, null) : FileDownload.ReadRange(context.Request);
        await using var content = await sandboxes.Files.OpenAsync(place, Path(path, rawPath), range, context.RequestAborted);
        await FileDownload.SendAsync(context, content, isRange: range is not null && !isHead, inline ?? false);
    }

    private static async Task<IResult> WriteAsync(
        string sandbox, string? path, string? rawPath, string? mode, bool? createParents, bool? append, string? user,
        SandboxService sandboxes, ClaimsPrincipal caller, HttpContext context)
    {
        var request = context.Request;
        var options = new FileWriteOptions
        {
            Mode = mode,
            CreateParents = createParents ?? true,
            Append = append ?? false,
            CreateOnly = IsAny(request.Headers.IfNoneMatch),
            IfMatch = request.Headers.IfMatch is [var tag] ? tag : null,
        };
        var (entry, etag) = await sandboxes.Files.WriteAsync(
            new(sandbox, caller.OwnerName(), user), Path(path, rawPath), options, request.BodyReader, request.ContentLength, context.RequestAborted);
        context.Response.Headers.ETag = etag;
        return TypedResults.Json(entry, WarrenJson.Wire.FileEntry);
    }

    private static async Task<IResult> DeleteAsync(
        string sandbox, string? path, string? rawPath, bool? recursive, string? user,
        SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        await sandboxes.Files.DeleteAsync(new(sandbox, caller.OwnerName(), user), Path(path, rawPath), recursive ?? false, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<FileEntry> StatAsync(
        string sandbox, string? path, string? rawPath, bool? follow, string? user,
        SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.StatAsync(new(sandbox, caller.OwnerName(), user), Path(path, rawPath), follow ?? false, cancellationToken);

    private static Task<Page<FileEntry>> ListAsync(
        string sandbox, string? path, string? rawPath, int? depth, int? limit, string? cursor, string? user,
        SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.ListAsync(
            new(sandbox, caller.OwnerName(), user), path is null && rawPath is null ? new(".") : Path(path, rawPath), depth ?? 1, limit ?? 100, cursor, cancellationToken);

    private static Task<FileEntry> MakeFolderAsync(
        string sandbox, StrictBody<FileFolderRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.MakeFolderAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);

    private static Task<FileEntry> MoveAsync(
        string sandbox, StrictBody<FileMoveRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.MoveAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);

    private static Task<FileEntry> ChangeModeAsync(
        string sandbox, StrictBody<FileModeRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.ChangeModeAsync(new(sandbox, caller.OwnerName(), body.Value.User), new(body.Value.Path), body.Value.Mode, cancellationToken);

    /// <summary>The path of a query, in one of its two forms.</summary>
    internal static FilePath Path(string? path, string? rawPath) => (path is null) != (rawPath is null)
        ? new(path, rawPath)
        : throw new WarrenException(new Dictionary<string, string[]> { ["path"] = ["Give either path or rawPath."] });

    private static bool IsAny(Microsoft.Extensions.Primitives.StringValues header) => header.Count switch
    {
        0 => false,
        _ when header is ["*"] => true,
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "If-None-Match can only be * here: a file that is not there yet is made."),
    };
}
