using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Sandboxes.Cells;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>A whole sandbox for one run.</summary>
internal sealed class SandboxPlace(SandboxService sandboxes, SandboxSnapshot sandbox, string owner) : IRunPlace
{
    /// <summary>Entries of a page of a listing.</summary>
    public const int PageLength = 1000;

    private readonly ISandboxPlace _place = sandboxes.Cells.Whole(sandbox.Id, owner);
    private string? _exec;

    /// <inheritdoc/>
    public ToolPlacement Placement => ToolPlacement.Sandbox;

    /// <inheritdoc/>
    public string ImageDigest => sandbox.ImageDigest;

    /// <summary>Writes files into a place, one by one.</summary>
    public static async Task<IReadOnlyList<PresentFile>> WriteAsync(ISandboxPlace place, IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken)
    {
        List<PresentFile> present = [];
        foreach (var file in files)
            present.Add(OutputCollector.ToPresent(await file.WriteToAsync(place, null, cancellationToken)));
        return present;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PresentFile>> GiveAsync(IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken) =>
        WriteAsync(_place, files, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExecEvent> RunAsync(ExecRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in _place.StreamAsync(request, [], cancellationToken))
        {
            if (happened is ExecEvent.Started started)
                _exec = started.Id;
            yield return happened;
        }
    }

    /// <summary>Goes on with a program that an earlier server started; nothing where none was.</summary>
    /// <param name="stdoutOffset">What is known of its standard output already.</param>
    /// <param name="stderrOffset">Likewise of standard error.</param>
    /// <param name="cancellationToken">Stops to follow it.</param>
    public async IAsyncEnumerable<ExecEvent> ResumeAsync(long stdoutOffset, long stderrOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var execs = await sandboxes.Execs.ListSettledAsync(sandbox.Id, owner, cancellationToken);
        if (execs is not [var exec, ..])
            yield break;
        _exec = exec.Id;
        await foreach (var happened in sandboxes.Execs.AttachAsync(sandbox.Id, exec.Id, stdoutOffset, stderrOffset, owner, cancellationToken))
            yield return happened;
    }

    /// <inheritdoc/>
    public Task KillRestAsync(CancellationToken cancellationToken) =>
        _exec is { } exec ? sandboxes.Execs.KillRestAsync(sandbox.Id, exec, owner, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<Page<FileEntry>> ListAsync(FilePath path, int depth, string? cursor, CancellationToken cancellationToken) =>
        _place.ListAsync(path, depth, PageLength, cursor, cancellationToken);

    /// <inheritdoc/>
    public Task<FileContent> OpenAsync(FilePath path, CancellationToken cancellationToken) => _place.OpenAsync(path, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _place.DisposeAsync();
}
