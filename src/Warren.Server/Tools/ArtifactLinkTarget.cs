using Warren.Api.Tools;
using Warren.Server.Http;
using Warren.Server.Links;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>An artifact of a run, <c>{run}</c> in its route; a link to it ends with the run.</summary>
internal sealed class ArtifactLinkTarget : SignedLinkTarget
{
    /// <summary>The one mark there is.</summary>
    public static ArtifactLinkTarget Mark { get; } = new();

    /// <summary>What a link to an artifact allows. Browsers show it inline, as far as they may show what a sandbox made.</summary>
    public static LinkTarget For(ToolRun run, ArtifactFile file) => new(
        run.Id, HttpMethods.Get, $"/{run.SessionId}/{run.Id}/{file.Name}", [("kind", file.Kind.ToString().ToLowerInvariant())]);

    /// <inheritdoc/>
    public override string Subject(HttpContext context) => (string)context.GetRouteValue("run")!;

    /// <inheritdoc/>
    public override string Prefix(HttpContext context) => ToolResults.CanonicalPath;

    /// <inheritdoc/>
    public override async ValueTask<string?> FindOwnerAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<ToolRuns>().OwnerOfAsync(Subject(context), context.RequestAborted);
}
