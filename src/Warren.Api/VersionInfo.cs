namespace Warren.Api;

/// <summary>What a server is.</summary>
public sealed record VersionInfo
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the API: <c>v0</c>.</summary>
    public required string Api { get; init; }

    /// <summary>Image that a sandbox gets when its spec names none.</summary>
    public required string DefaultImage { get; init; }
}
