using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Sandboxes.Cells;

/// <summary>A whole sandbox as a place.</summary>
internal sealed class WholeSandbox(SandboxService sandboxes, string id, string owner) : ISandboxPlace
{
    private readonly FilePlace _place = new(id, owner, null);

    /// <inheritdoc/>
    public string SandboxId => id;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExecEvent> StreamAsync(
        ExecRequest request, IReadOnlyList<PlaceFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
            await file.WriteToAsync(this, request.User, cancellationToken);
        await foreach (var happened in sandboxes.Execs.StreamAsync(id, request, owner, cancellationToken))
            yield return happened;
    }

    /// <inheritdoc/>
    public async Task<FileEntry> WriteAsync(FilePath path, FileWriteOptions options, PipeReader content, long? length, CancellationToken cancellationToken) =>
        (await sandboxes.Files.WriteAsync(_place with { User = options.User }, path, options, content, length, cancellationToken)).Entry;

    /// <inheritdoc/>
    public Task<Page<FileEntry>> ListAsync(FilePath path, int depth, int limit, string? cursor, CancellationToken cancellationToken) =>
        sandboxes.Files.ListAsync(_place, path, depth, limit, cursor, cancellationToken);

    /// <inheritdoc/>
    public Task<FileContent> OpenAsync(FilePath path, FileRange? range, CancellationToken cancellationToken) =>
        sandboxes.Files.OpenAsync(_place, path, range, cancellationToken);

    /// <inheritdoc/>
    public Task PackAsync(FilePath path, string format, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken) =>
        sandboxes.Files.Trees.PackAsync(_place, path, format, write, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await sandboxes.DeleteAsync(id, owner, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
        {
            // Somebody else has deleted it.
        }
    }
}
