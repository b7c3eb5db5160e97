namespace Warren.Drivers.Docker.Engine;

/// <summary>Volumes that an engine has.</summary>
internal sealed record VolumeList(IReadOnlyList<VolumeList.Volume>? Volumes)
{
    /// <summary>A volume.</summary>
    internal sealed record Volume(string Name);
}
