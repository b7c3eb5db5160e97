using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Warren.Api;
using Warren.Sandboxes.Files;
using Warren.Server.Http;

namespace Warren.Server.Files;

/// <summary>Sends what is in a file of a sandbox (RFC 9110, sections 13 and 14), so that no browser takes it for a page of the server's.</summary>
internal static class FileDownload
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>The range of a request; null for all. More than one range, or none that can be read, means all, too.</summary>
    public static FileRange? ReadRange(HttpRequest request)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || header.Unit != "bytes" || header.Ranges.Count != 1)
            return null;
        var tag = request.Headers.IfRange is [{ Length: > 0 } given] ? given : null;
        return header.Ranges.Single() switch
        {
            { From: { } from, To: { } to } => new(from, to - from + 1, tag),
            { From: { } from } => new(from, null, tag),
            { To: { } last } => new(null, last, tag),
            _ => null,
        };
    }

    /// <summary>Sends the head, and the bytes where they are wanted.</summary>
    public static async Task SendAsync(HttpContext context, FileContent content, bool isRange, bool inline)
    {
        var response = context.Response;
        Protect(response, content.Entry.Name, inline);
        response.Headers.ETag = content.ETag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.LastModified = HeaderUtilities.FormatDate(content.Entry.ModifiedAt);
        if (context.Request.Headers.IfNoneMatch.Any(tags => tags == "*" || (tags ?? "").Contains(content.ETag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = Types.TryGetContentType(content.Entry.Name, out var type) ? type : MediaTypeNames.Application.Octet;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = content.Size;
            return;
        }
        if (content.Offset < 0)
        {
            await RefuseRangeAsync(context, content.Size);
            return;
        }
        response.ContentLength = content.Length;
        if (isRange && content.Length < content.Size)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {content.Offset}-{content.Offset + content.Length - 1}/{content.Size}");
        }
        await StreamAsync(context, () => content.CopyToAsync(response.BodyWriter, context.RequestAborted));
    }

    /// <summary>Sends what comes; where it breaks off behind the first byte, so does the connection.</summary>
    public static async Task StreamAsync(HttpContext context, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (WarrenException) when (context.Response.HasStarted)
        {
            context.Abort();
        }
    }

    /// <summary>Keeps a browser from running what a sandbox made.</summary>
    public static void Protect(HttpResponse response, string name, bool inline)
    {
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(name.Replace('�', '_'));
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers.CacheControl = "private, no-cache";
    }

    /// <summary>Says that a range lies outside of a file.</summary>
    public static Task RefuseRangeAsync(HttpContext context, long size)
    {
        var problem = Problems.Create(context, ErrorCode.InvalidRequest, $"The range lies outside of the file, which has {size} bytes.") with
        {
            Status = StatusCodes.Status416RangeNotSatisfiable,
            Title = "Range Not Satisfiable",
        };
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
        context.Response.ContentType = MediaTypeNames.Application.ProblemJson;
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, WarrenJson.Wire.Problem), context.RequestAborted).AsTask();
    }
}
