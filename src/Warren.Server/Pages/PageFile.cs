using Microsoft.Net.Http.Headers;

namespace Warren.Server.Pages;

/// <summary>A file of the built page.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="CacheControl">How long browsers keep it.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same by Brotli (RFC 7932), where the build made it.</param>
/// <param name="Gzip">The same by gzip, where the build made it.</param>
internal sealed record PageFile(string ContentType, string CacheControl, PageBytes Plain, PageBytes? Brotli, PageBytes? Gzip)
{
    /// <summary>The bytes that suit a caller best, and the name of their coding; null for none.</summary>
    /// <param name="acceptEncoding">The Accept-Encoding header (RFC 9110, section 12.5.3).</param>
    public (PageBytes Bytes, string? Coding) For(string acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList([acceptEncoding], out var accepted))
            return (Plain, null);
        bool takes(string coding) => accepted.Any(entry => entry.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && entry.Quality is not 0);
        if (Brotli is not null && takes("br"))
            return (Brotli, "br");
        return Gzip is not null && takes("gzip") ? (Gzip, "gzip") : (Plain, null);
    }
}
