namespace Warren.Server.Http;

/// <summary>
/// What every answer of the server's own origin says to browsers: guess no type, tell nobody the address, which may hold a
/// permission, and be in no frame. What it serves runs scripts and styles of the server alone.
/// </summary>
public sealed class OwnPages(RequestDelegate next)
{
    // Swagger UI and Mantine set styles from script; images are inlined as data.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        Harden(context.Response);
        return next(context);
    }

    /// <summary>Adds the headers to an answer.</summary>
    public static void Harden(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
    }
}
