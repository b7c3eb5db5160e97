namespace Warren.Drivers.Docker.Engine;

/// <summary>A volume to make; nothing happens where one of the name is there.</summary>
internal sealed record VolumePlan(string Name, IReadOnlyDictionary<string, string> Labels);
