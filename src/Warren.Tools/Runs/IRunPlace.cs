using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>Where one run takes place: nothing of another one is in it, and all of it is removed when it is disposed.</summary>
internal interface IRunPlace : IAsyncDisposable
{
    /// <summary>What it is.</summary>
    ToolPlacement Placement { get; }

    /// <summary>Digest of its image.</summary>
    string ImageDigest { get; }

    /// <summary>Gives the program files, with the rights of who it runs as; they are there when it starts.</summary>
    /// <returns>How they are found where the program leaves them as they are.</returns>
    Task<IReadOnlyList<PresentFile>> GiveAsync(IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken);

    /// <summary>Runs the program, and yields what it writes as it writes it. A caller that stops early kills it.</summary>
    IAsyncEnumerable<ExecEvent> RunAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>Kills what the program has left behind, so that its files stay as they are.</summary>
    Task KillRestAsync(CancellationToken cancellationToken);

    /// <summary>A page of what is in a folder and below, sorted by path.</summary>
    Task<Page<FileEntry>> ListAsync(FilePath path, int depth, string? cursor, CancellationToken cancellationToken);

    /// <summary>Opens a file to be read.</summary>
    Task<FileContent> OpenAsync(FilePath path, CancellationToken cancellationToken);
}
