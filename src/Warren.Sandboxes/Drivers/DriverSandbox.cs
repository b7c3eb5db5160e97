using Warren.Api.Sandboxes;
using Warren.Images;

namespace Warren.Sandboxes.Drivers;

/// <summary>Everything a driver needs to make a sandbox.</summary>
/// <param name="Id">The sandbox's id.</param>
/// <param name="Spec">What it realises of the spec, with every default filled in; what it has nothing to do with is null.</param>
/// <param name="Image">The image, unpacked and ready.</param>
public sealed record DriverSandbox(string Id, SandboxSpec Spec, PreparedImage Image)
{
    /// <summary>The cells that it is to hold; null for none. Given only to an <see cref="ICellDriver"/> that can.</summary>
    public CellPlan? Cells { get; init; }

    /// <summary>The volume that it sees; null for none. Given only to an <see cref="IVolumeDriver"/>.</summary>
    public VolumeMount? Volume { get; init; }
}
