using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Warren.Api;
using Warren.Server.Hosting;

namespace Warren.Server.Pages;

/// <summary>
/// Serves the page, where it is enabled. It holds no secret, so it is public; what it shows it asks the API for, which wants
/// the session of a browser.
/// </summary>
internal static class PageEndpoints
{
    private const string Prefix = "/debug";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServerOptions options)
    {
        if (options.DebugPage)
            routes.MapMethods("/", Methods, () => TypedResults.Redirect(Prefix)).AllowAnonymous().ExcludeFromDescription();
        routes.MapMethods(Prefix + "/{**path}", Methods, Serve).AllowAnonymous().ExcludeFromDescription();
    }

    private static FileContentHttpResult Serve(string? path, PageFiles pages, ServerOptions options, HttpContext context)
    {
        if (!options.DebugPage)
            throw new WarrenException(ErrorCode.NotFound, "The debug page is switched off; the server has it where it is started with WARREN_DEBUG_UI=true.");
        if (pages.Find() is not { } files)
            throw new WarrenException(ErrorCode.NotFound, "The debug page was not built with this server; eng/build-page builds it and says what is in the way.");
        if (!files.TryGetValue(path ?? PageFiles.Index, out var file))
            file = IsAddress(path) ? files[PageFiles.Index] : throw new WarrenException(ErrorCode.NotFound, "The page has no such file.");
        var (bytes, coding) = file.For(context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.Headers;
        headers.CacheControl = file.CacheControl;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (coding is not null)
            headers.ContentEncoding = coding;
        return TypedResults.Bytes(bytes.Content, file.ContentType, entityTag: bytes.Tag);
    }

    // The page itself knows its addresses; none of them looks like that of a file.
    private static bool IsAddress(string? path) =>
        path is null || !(path == "assets" || path.StartsWith("assets/", StringComparison.Ordinal) || Path.GetFileName(path.AsSpan()).Contains('.'));
}
