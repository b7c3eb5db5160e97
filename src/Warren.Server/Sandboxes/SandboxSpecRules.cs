using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>What a spec may say.</summary>
internal sealed class SandboxSpecRules(SandboxService sandboxes) : IBodyRules<SandboxSpec>
{
    /// <inheritdoc/>
    public void Check(SandboxSpec body) => sandboxes.Check(body);
}
