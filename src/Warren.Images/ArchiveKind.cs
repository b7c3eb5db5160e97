namespace Warren.Images;

/// <summary>The forms in which an image comes as one file.</summary>
public enum ArchiveKind
{
    /// <summary>An OCI image layout in a tar (OCI image specification, image-layout.md).</summary>
    Oci,

    /// <summary>What <c>docker save</c> writes.</summary>
    Docker,
}
