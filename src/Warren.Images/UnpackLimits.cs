namespace Warren.Images;

/// <summary>What an archive from outside may make this host do. What goes beyond is refused.</summary>
public sealed record UnpackLimits
{
    /// <summary>Bytes an archive, and each of its layers, may unpack to; default 64 GiB.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Files, folders and links in one archive or layer; default 4 million.</summary>
    public int MaxEntries { get; init; } = 4_000_000;

    /// <summary>How many times larger unpacked than packed; counts from 64 MiB on; default 200.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>Characters in a path; default 4095 (PATH_MAX of limits.h, less the closing NUL).</summary>
    public int MaxPathLength { get; init; } = 4095;

    /// <summary>Folders inside each other; default 256.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Bytes of an entry's headers, extended attributes included; default 1 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of a manifest or configuration; default 4 MiB (OCI distribution specification, "Pushing Manifests").</summary>
    public int MaxDocumentBytes { get; init; } = 4 << 20;

    /// <summary>Layers of one image; default 512.</summary>
    public int MaxLayers { get; init; } = 512;
}
