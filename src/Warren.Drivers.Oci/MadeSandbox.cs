using Warren.Api.Sandboxes;

namespace Warren.Drivers.Oci;

/// <summary>What a sandbox was made from.</summary>
internal sealed record MadeSandbox(SandboxSpec Spec, IReadOnlyList<string> LayerPaths);
