namespace Warren.Server.Http;

/// <summary>
/// Marks an endpoint whose answers a sandbox made. No cookie opens it, only a credential in a header or a signed link, and
/// <see cref="SandboxContentMiddleware"/> keeps browsers from rendering its answers in the server's own origin.
/// </summary>
public sealed class SandboxContent
{
    /// <summary>The one mark there is.</summary>
    public static SandboxContent Mark { get; } = new();
}
