using System.Buffers;
using System.IO.Pipelines;
using Warren.Api.Files;
using Warren.Sandboxes.Files;

namespace Warren.Sandboxes.Cells;

/// <summary>A file that is there before a program is started.</summary>
/// <param name="Path">Absolute, or from the sandbox's workdir on.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Open">Opens what is to be in it.</param>
public sealed record PlaceFile(FilePath Path, long Length, Func<PipeReader> Open)
{
    /// <summary>One whose bytes are in memory.</summary>
    public PlaceFile(FilePath path, ReadOnlyMemory<byte> content)
        : this(path, content.Length, () => PipeReader.Create(new(content)))
    {
    }

    /// <summary>Permissions in octal; null for <c>0644</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>
    /// When it is to be taken for changed last, so that a caller who finds another time knows that it was; null for when it is
    /// written, which it is for whole sandboxes and for what is too large to come with the start of a program.
    /// </summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Writes it into a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="user">Whose it is to be; null for who the place runs programs as.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task<FileEntry> WriteToAsync(ISandboxPlace place, string? user, CancellationToken cancellationToken)
    {
        var content = Open();
        try
        {
            return await place.WriteAsync(Path, new() { Mode = Mode, User = user }, content, Length, cancellationToken);
        }
        finally
        {
            await content.CompleteAsync();
        }
    }

    /// <summary>All that is to be in it.</summary>
    internal async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = Open();
        var read = await reader.ReadAtLeastAsync((int)Length, cancellationToken);
        var content = read.Buffer.ToArray();
        await reader.CompleteAsync();
        return content;
    }
}
