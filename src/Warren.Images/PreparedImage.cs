namespace Warren.Images;

/// <summary>An image whose layers are unpacked on this host, ready to be the lower layers of an overlay.</summary>
/// <param name="Reference">The reference it was asked for by.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="LayerPaths">
/// Absolute paths of its unpacked layers, lowest first. Owners are as in the image (uid 0 is root), deletions are
/// overlayfs whiteouts (character device 0/0 and <c>trusted.overlay.opaque</c>). Nobody writes below them.
/// </param>
/// <param name="Config">What the image says of how it is to be run.</param>
public sealed record PreparedImage(string Reference, string Digest, IReadOnlyList<string> LayerPaths, ImageConfig Config);
