namespace Warren.Guest.Files;

/// <summary>How a file is to be written.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Mode">Permissions; null for those of the file that is there, or 0644.</param>
/// <param name="Parents">Whether to make missing folders.</param>
/// <param name="Append">Whether to add to the end.</param>
/// <param name="CreateOnly">Whether there must be no such file.</param>
/// <param name="Version">The version that the file must have.</param>
/// <param name="ModifiedNs">When a new file is to be taken for changed last, in nanoseconds since 1970; null for when it is written.</param>
internal sealed record FileWriteRequest(byte[] Path, int? Mode, bool Parents, bool Append, bool CreateOnly, string? Version, long? ModifiedNs = null);
