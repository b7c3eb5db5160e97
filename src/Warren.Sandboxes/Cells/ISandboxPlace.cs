using System.IO.Pipelines;
using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Sandboxes.Cells;

/// <summary>
/// Where one program is run and its files are read: a cell, or a whole sandbox. Disposing it kills what is left and
/// removes everything.
/// </summary>
public interface ISandboxPlace : IAsyncDisposable
{
    /// <summary>The sandbox that it is, or is in.</summary>
    string SandboxId { get; }

    /// <summary>
    /// Writes files, runs a program and yields what it writes as it writes it, bounded by how fast that is taken. A caller that
    /// stops early kills it. When it has ended, so has, in a cell, all else that it started; files stay.
    /// </summary>
    /// <param name="request">The program; not in the background.</param>
    /// <param name="files">Files to write first, whose missing folders are made, as the program's user.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="WarrenException">As for execs of sandboxes; DiskFull and others where a file cannot be written.</exception>
    IAsyncEnumerable<ExecEvent> StreamAsync(ExecRequest request, IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken);

    /// <summary>As <see cref="SandboxFiles.WriteAsync"/>.</summary>
    Task<FileEntry> WriteAsync(FilePath path, FileWriteOptions options, PipeReader content, long? length, CancellationToken cancellationToken);

    /// <summary>As <see cref="SandboxFiles.ListAsync"/>.</summary>
    Task<Page<FileEntry>> ListAsync(FilePath path, int depth, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>As <see cref="SandboxFiles.OpenAsync"/>. What was opened is to be disposed before the place.</summary>
    Task<FileContent> OpenAsync(FilePath path, FileRange? range, CancellationToken cancellationToken);

    /// <summary>As <see cref="FileTrees.PackAsync"/>.</summary>
    Task PackAsync(FilePath path, string format, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken);
}
