using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Links;

/// <summary>An endpoint below a sandbox, <c>{sandbox}</c> in its route.</summary>
public sealed class SandboxLinkTarget : SignedLinkTarget
{
    /// <summary>The one mark there is.</summary>
    public static SandboxLinkTarget Mark { get; } = new();

    /// <inheritdoc/>
    public override string Subject(HttpContext context) => (string)context.GetRouteValue("sandbox")!;

    /// <inheritdoc/>
    public override string Prefix(HttpContext context) => $"/api/v0/sandboxes/{Subject(context)}";

    /// <inheritdoc/>
    public override ValueTask<string?> FindOwnerAsync(HttpContext context) =>
        new(context.RequestServices.GetRequiredService<SandboxService>().OwnerOf(Subject(context)));
}
