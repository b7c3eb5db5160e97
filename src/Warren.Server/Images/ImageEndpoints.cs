using System.Threading.Channels;
using Microsoft.AspNetCore.Mvc;
using Warren.Access;
using Warren.Api;
using Warren.Api.Images;
using Warren.Images;
using Warren.Server.Http;

namespace Warren.Server.Images;

/// <summary>The image store.</summary>
public static class ImageEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/images").WithTags("images");
        group.MapGet("", ListAsync).Requires(Verb.List, Resources.Images).WithSummary("List images");
        group.MapGet("/{**reference}", GetAsync).Requires(Verb.Get, Resources.Images).WithSummary("Get an image");
        group.MapDelete("/{**reference}", RemoveAsync).Requires(Verb.Delete, Resources.Images).WithSummary("Remove an image").Produces(StatusCodes.Status204NoContent);
        group.MapPost("/build", BuildAsync).Requires(Verb.Create, Resources.Images).WithSummary("Build an image from its recipe")
            .WithDescription("Answers with the events `progress`, `done` (the image) and `error`. Whoever goes away ends the build.")
            .Produces<ImageProgress>(StatusCodes.Status200OK, EventWriter.MediaType);
        group.MapPost("/import", ImportAsync).Requires(Verb.Create, Resources.Images).WithSummary("Import an image from an archive, the body; `kind` is `oci` or `docker`")
            .WithDescription("Answers with the events `progress`, `done` (the image) and `error`.")
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // The store has a limit of its own.
            .Accepts<byte[]>("application/x-tar", "application/gzip", "application/octet-stream")
            .Produces<ImageProgress>(StatusCodes.Status200OK, EventWriter.MediaType);
    }

    private static async Task<Page<ImageInfo>> ListAsync(int? limit, string? cursor, ImageService images, CancellationToken cancellationToken) =>
        Paging.Slice(await images.ListAsync(cancellationToken), image => image.Reference, limit, cursor);

    private static Task<ImageInfo> GetAsync(string reference, ImageService images, CancellationToken cancellationToken) =>
        images.GetAsync(reference, cancellationToken);

    private static async Task<IResult> RemoveAsync(string reference, ImageService images, CancellationToken cancellationToken)
    {
        await images.RemoveAsync(reference, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task BuildAsync(StrictBody<ImageBuildRequest> body, ImageService images, Problems problems, HttpContext context) =>
        SendAsync(context, problems, (progress, cancellationToken) =>
            images.BuildAsync(body.Value.Reference, body.Value.Force, progress, cancellationToken));

    private static Task ImportAsync(string kind, string? reference, ImageService images, Problems problems, HttpContext context)
    {
        var form = kind switch
        {
            "oci" => ArchiveKind.Oci,
            "docker" => ArchiveKind.Docker,
            _ => throw new WarrenException(ErrorCode.InvalidRequest, "The kind of an archive is oci or docker."),
        };
        return SendAsync(context, problems, (progress, cancellationToken) =>
            images.ImportAsync(context.Request.Body, form, reference, progress, cancellationToken));
    }

    private static Task SendAsync(
        HttpContext context, Problems problems, Func<IProgress<ImageProgress>, CancellationToken, Task<ImageInfo>> work) =>
        EventWriter.RunAsync(context, problems, async events =>
        {
            var steps = Channel.CreateUnbounded<ImageProgress>();
            var working = WorkAsync(steps.Writer, work, context.RequestAborted);
            await foreach (var step in steps.Reader.ReadAllAsync(CancellationToken.None))
                await events.WriteAsync("progress", step, WarrenJson.Wire.ImageProgress);
            await events.WriteAsync("done", await working, WarrenJson.Wire.ImageInfo);
        });

    private static async Task<ImageInfo> WorkAsync(
        ChannelWriter<ImageProgress> steps, Func<IProgress<ImageProgress>, CancellationToken, Task<ImageInfo>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(new ChannelProgress(steps), cancellationToken);
        }
        finally
        {
            steps.Complete();
        }
    }

    private sealed class ChannelProgress(ChannelWriter<ImageProgress> steps) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => steps.TryWrite(value);
    }
}
