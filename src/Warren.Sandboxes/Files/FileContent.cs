using System.IO.Pipelines;
using Warren.Api.Files;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Files;

/// <summary>A file of a sandbox that was opened, and the bytes of it that are sent.</summary>
public sealed class FileContent : IAsyncDisposable
{
    private readonly SandboxUse? _use;
    private readonly GuestFileContent _content;

    // Who else keeps the sandbox in use gives none.
    internal FileContent(SandboxUse? use, GuestFileContent content)
    {
        (_use, _content) = (use, content);
        Entry = FileEntries.ToEntry(content.Head.Entry);
    }

    /// <summary>The file.</summary>
    public FileEntry Entry { get; }

    /// <summary>Bytes of the whole file.</summary>
    public long Size => _content.Head.Entry.Size;

    /// <summary>Offset of the first byte; -1 where the range lies outside of the file.</summary>
    public long Offset => _content.Head.Offset;

    /// <summary>How many bytes are sent.</summary>
    public long Length => _content.Head.Length;

    /// <summary>Weak entity tag (RFC 9110, section 8.8.3): made of time, size and inode.</summary>
    public string ETag => SandboxFiles.ToTag(_content.Head.Entry);

    /// <summary>Sends the bytes, all of them or it fails.</summary>
    public Task CopyToAsync(PipeWriter target, CancellationToken cancellationToken) => _content.CopyToAsync(target, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        _use?.Dispose();
    }
}
