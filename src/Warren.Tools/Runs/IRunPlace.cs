using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Tools.Runs;

/// <summary>Where one run takes place: nothing of another one is in it, and all of it is removed when it is disposed.</summary>
internal interface IRunPlace : IAsyncDisposable
{
    /// <summary>What it is.</summary>
    ToolPlacement Placement { get; }

    /// <summary>Digest of its image.</summary>
    string ImageDigest { get; }

    /// <summary>Writes a file with the rights of who the program runs as.</summary>
    Task<FileEntry> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Runs the program, and yields what it writes as it writes it. A caller that stops early kills it.</summary>
    IAsyncEnumerable<ExecEvent> RunAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>Kills what the program has left behind, so that its files stay as they are.</summary>
    Task KillRestAsync(CancellationToken cancellationToken);

    /// <summary>A page of what is in a folder and below, sorted by path.</summary>
    Task<Api.Page<FileEntry>> ListAsync(FilePath path, int depth, string? cursor, CancellationToken cancellationToken);

    /// <summary>Opens a file to be read.</summary>
    Task<FileContent> OpenAsync(FilePath path, CancellationToken cancellationToken);
}
