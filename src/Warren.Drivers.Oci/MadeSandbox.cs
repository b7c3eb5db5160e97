using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci;

/// <summary>What a sandbox was made from.</summary>
internal sealed record MadeSandbox(SandboxSpec Spec, IReadOnlyList<string> LayerPaths, CellPlan? Cells = null, VolumeMount? Volume = null);
