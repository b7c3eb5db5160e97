using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>A cell for one run.</summary>
/// <param name="cell">The cell.</param>
/// <param name="imageDigest">Digest of the image of its sandbox.</param>
/// <param name="now">The time that its files are to have.</param>
internal sealed class CellPlace(SandboxCell cell, string imageDigest, DateTimeOffset now) : IRunPlace
{
    private IReadOnlyList<PlaceFile> _files = [];
    private bool _isMade;

    /// <inheritdoc/>
    public ToolPlacement Placement => ToolPlacement.Cell;

    /// <inheritdoc/>
    public string ImageDigest => imageDigest;

    /// <summary>
    /// Files come with the start of the program, in one call. They have a time of their own: whatever writes them gives them
    /// another one. Into a cell that is there already they are written one by one.
    /// </summary>
    public async Task<IReadOnlyList<PresentFile>> GiveAsync(IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken)
    {
        if (_isMade || !SandboxCell.ComeWithStart(files))
            return await SandboxPlace.WriteAsync(cell, files, cancellationToken);
        _files = [.. files.Select(file => file with { ModifiedAt = now })];
        return [.. files.Select(file => new PresentFile(file.Path.Text!, file.Length, now))];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ExecEvent> RunAsync(ExecRequest request, CancellationToken cancellationToken) => cell.StreamAsync(request, _files, cancellationToken);

    /// <summary>Nothing is left: with its first program all of a cell ends.</summary>
    public Task KillRestAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Page<FileEntry>> ListAsync(FilePath path, int depth, string? cursor, CancellationToken cancellationToken)
    {
        _isMade = true;
        return cell.ListAsync(path, depth, SandboxPlace.PageLength, cursor, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FileContent> OpenAsync(FilePath path, CancellationToken cancellationToken) => cell.OpenAsync(path, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => cell.DisposeAsync();
}
