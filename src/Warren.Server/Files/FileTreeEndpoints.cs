using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Warren.Access;
using Warren.Api;
using Warren.Api.Files;
using Warren.Sandboxes;
using Warren.Sandboxes.Files;
using Warren.Server.Http;

namespace Warren.Server.Files;

/// <summary>Trees of files in sandboxes.</summary>
public static class FileTreeEndpoints
{
    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/files").WithTags("files");
        group.MapPost("/copy", CopyAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Copy a file, link or folder with all that is in it");
        group.MapPost("/search", SearchAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Look for a text or regular expression in files");
        group.MapPost("/replace", ReplaceAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Replace a text or regular expression in files");
        group.MapGet("/archive", PackAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Read a tree as an archive; `format` is `tar`, `tar.gz` or `zip`")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/x-tar", "application/gzip", "application/zip").ServesSandboxContent();
        group.MapPut("/archive", UnpackAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Unpack an archive, the body, into a folder; nothing is written outside of it")
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // The sandbox's disk is the limit.
            .Accepts<byte[]>("application/x-tar", "application/gzip", "application/zip", "application/octet-stream");
    }

    private static Task<FileTreeResult> CopyAsync(
        string sandbox, StrictBody<FileMoveRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.Trees.CopyAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);

    private static Task<FileSearchResult> SearchAsync(
        string sandbox, StrictBody<FileSearchRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.Trees.SearchAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);

    private static Task<FileReplaceResult> ReplaceAsync(
        string sandbox, StrictBody<FileReplaceRequest> body, SandboxService sandboxes, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        sandboxes.Files.Trees.ReplaceAsync(new(sandbox, caller.OwnerName(), body.Value.User), body.Value, cancellationToken);

    private static Task PackAsync(
        string sandbox, string? path, string? rawPath, string? format, string? user, SandboxService sandboxes, ClaimsPrincipal caller, HttpContext context)
    {
        var (from, kind) = (FileEndpoints.Path(path, rawPath), format ?? "tar");
        return FileDownload.StreamAsync(context, () => sandboxes.Files.Trees.PackAsync(
            new(sandbox, caller.OwnerName(), user),
            from,
            kind,
            async (data, cancellationToken) =>
            {
                if (!context.Response.HasStarted)
                    Announce(context.Response, path ?? "archive", kind);
                await context.Response.BodyWriter.WriteAsync(data, cancellationToken);
            },
            context.RequestAborted));
    }

    private static Task<FileTreeResult> UnpackAsync(
        string sandbox, string? path, string? rawPath, string? format, string? user,
        SandboxService sandboxes, ClaimsPrincipal caller, HttpContext context) =>
        sandboxes.Files.Trees.UnpackAsync(
            new(sandbox, caller.OwnerName(), user), FileEndpoints.Path(path, rawPath), format ?? "tar", context.Request.BodyReader, context.RequestAborted);

    private static void Announce(HttpResponse response, string path, string format)
    {
        var name = path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : "root";
        FileDownload.Protect(response, $"{name}.{format}", inline: false);
        response.ContentType = format switch
        {
            "zip" => "application/zip",
            "tar.gz" => "application/gzip",
            _ => "application/x-tar",
        };
    }
}
