using Warren.Sandboxes.Files;

namespace Warren.Sandboxes.Cells;

/// <summary>A file that is there before a program is started.</summary>
/// <param name="Path">Absolute, or from the sandbox's workdir on.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PlaceFile(FilePath Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Permissions in octal; null for <c>0644</c>.</summary>
    public string? Mode { get; init; }
}
