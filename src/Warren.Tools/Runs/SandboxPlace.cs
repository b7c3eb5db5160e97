using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;

namespace Warren.Tools.Runs;

/// <summary>A whole sandbox for one run.</summary>
internal sealed class SandboxPlace(SandboxService sandboxes, SandboxSnapshot sandbox, string owner) : IRunPlace
{
    private const int PageLength = 1000;
    private readonly FilePlace _files = new(sandbox.Id, owner, null);
    private string? _exec;

    /// <inheritdoc/>
    public ToolPlacement Placement => ToolPlacement.Sandbox;

    /// <inheritdoc/>
    public string ImageDigest => sandbox.ImageDigest;

    /// <inheritdoc/>
    public async Task<FileEntry> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var (entry, _) = await sandboxes.Files.WriteAsync(_files, new(path), new(), PipeReader.Create(new(content)), content.Length, cancellationToken);
        return entry;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExecEvent> RunAsync(ExecRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in sandboxes.Execs.StreamAsync(sandbox.Id, request, owner, cancellationToken))
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
        sandboxes.Files.ListAsync(_files, path, depth, PageLength, cursor, cancellationToken);

    /// <inheritdoc/>
    public Task<FileContent> OpenAsync(FilePath path, CancellationToken cancellationToken) =>
        sandboxes.Files.OpenAsync(_files, path, null, cancellationToken);

    /// <summary>Removes it with everything in it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await sandboxes.DeleteAsync(sandbox.Id, owner, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
        {
        }
    }
}
