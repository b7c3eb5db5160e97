namespace Warren.Drivers.Docker.Engine;

/// <summary>An image that an engine has.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Bytes of all files of its layers.</param>
internal sealed record EngineImage(string Id, long Size);
