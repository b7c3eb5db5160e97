namespace Warren.Server.Http;

/// <summary>Marks an endpoint that signed links open, and says what a link to it is bound to.</summary>
public abstract class SignedLinkTarget
{
    /// <summary>The id of what a link ends with; it is never given twice.</summary>
    public abstract string Subject(HttpContext context);

    /// <summary>The beginning of the path that is not signed, as it follows from the subject or is the same for all.</summary>
    public abstract string Prefix(HttpContext context);

    /// <summary>Who the subject belongs to; null where it is no more.</summary>
    public abstract ValueTask<string?> FindOwnerAsync(HttpContext context);
}
