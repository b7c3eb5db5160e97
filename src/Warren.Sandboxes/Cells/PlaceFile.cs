using Warren.Sandboxes.Files;

namespace Warren.Sandboxes.Cells;

/// <summary>A file that is there before a program is started.</summary>
/// <param name="Path">Absolute, or from the sandbox's workdir on.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PlaceFile(FilePath Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Permissions in octal; null for <c>0644</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>
    /// When it is to be taken for changed last, so that a caller who finds another time knows that it was; null for when it is
    /// written, which it is for whole sandboxes and for what is too large to come with the start of a program.
    /// </summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}
