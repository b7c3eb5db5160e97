using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Files;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Files;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Cells;

/// <summary>
/// A cell. It is made by the first call, together with the program and the files of that; what its programs write is given
/// to whoever runs them and kept nowhere. Calls may be made at the same time, but when a program ends, so does all else in it.
/// </summary>
public sealed class SandboxCell : ISandboxPlace
{
    private readonly SemaphoreSlim _making = new(1);
    private readonly SandboxUse _use;
    private readonly CellHost _host;
    private readonly GuestCellRequest _asked;
    private readonly GuestFiles _files;
    private bool _isMade, _isSlotLost;
    private int _isDisposed;

    internal SandboxCell(SandboxUse use, CellHost host, int slot, string lease)
    {
        (_use, _host) = (use, host);
        _asked = new() { Id = Id, Lease = lease, Slot = slot };
        _files = use.Guest.Files.In(Id);
    }

    /// <summary>Whether files are few and small enough to be sent with the start of a program, in one call.</summary>
    public static bool ComeWithStart(IReadOnlyList<PlaceFile> files) =>
        files.Count <= GuestProtocol.MaxCellFiles && files.Sum(file => file.Length) <= GuestProtocol.MaxCellFileBytes;

    /// <summary>Its id, which is its host name, too.</summary>
    public string Id { get; } = Sandboxes.SandboxId.New();

    /// <inheritdoc/>
    public string SandboxId => _use.Sandbox.Id;

    private string? User => _use.Sandbox.Snapshot.Spec.User;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExecEvent> StreamAsync(
        ExecRequest request, IReadOnlyList<PlaceFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SpecValidator.Check(request);
        if (request.Background)
            throw new WarrenException(new Dictionary<string, string[]> { ["background"] = ["In a cell, programs run in the foreground."] });
        var start = ExecStarter.ToGuest(_use.Sandbox, request) with { Cell = Id };
        var oomKills = CountOomKills();
        GuestExec exec;
        using (SandboxTelemetry.Step("cell.start", SandboxId))
            exec = await StartAsync(start, files, cancellationToken);
        await using var following = exec;
        SandboxTelemetry.ExecBegan();
        SandboxTelemetry.FollowExecs(1);
        var hasEnded = false;
        try
        {
            yield return new ExecEvent.Started(exec.Id);
            await foreach (var frame in exec.ReadAsync(cancellationToken))
            {
                hasEnded = frame is GuestFrame.Exit;
                if (ToEvent(frame, oomKills) is { } happened)
                    yield return happened;
            }
        }
        finally
        {
            SandboxTelemetry.FollowExecs(-1);
            if (!hasEnded)
                await ExecStarter.TryForgetAsync(_use.Guest, exec.Id, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async Task<FileEntry> WriteAsync(FilePath path, FileWriteOptions options, PipeReader content, long? length, CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        return FileEntries.ToEntry(await _files.WriteAsync(
            path.Escape(_use), options.User ?? User, SandboxFiles.ToGuest(options), content, length, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Page<FileEntry>> ListAsync(FilePath path, int depth, int limit, string? cursor, CancellationToken cancellationToken)
    {
        SandboxFiles.CheckList(depth, limit, cursor);
        await MakeAsync(cancellationToken);
        return SandboxFiles.ToPage(await _files.ListAsync(path.Escape(_use), User, depth, limit, cursor, cancellationToken), limit);
    }

    /// <inheritdoc/>
    public async Task<FileContent> OpenAsync(FilePath path, FileRange? range, CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        return new(null, await _files.OpenAsync(
            path.Escape(_use), User, range?.Offset, range?.Length, SandboxFiles.ToVersion(range?.IfTag), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task PackAsync(FilePath path, string format, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        FileTrees.CheckFormat(format);
        await MakeAsync(cancellationToken);
        await using var helper = await HelperProgram.StartAsync(
            _use.Guest, ["archive", format, path.Escape(_use)], User, ReadOnlyMemory<byte>.Empty, cancellationToken, Id);
        await foreach (var piece in helper.ReadAsync(cancellationToken))
            await write(piece, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            // Also where it is not known whether the call that was to make it came through.
            using var step = SandboxTelemetry.Step("cell.remove", SandboxId);
            if (_isMade)
                await _use.Guest.RemoveCellAsync(Id, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.InvalidState)
        {
            // It was never made, or has ended with its sandbox.
        }
        catch (WarrenException lost) when (lost.Code is ErrorCode.SandboxFailed)
        {
            _isSlotLost = true;
        }
        finally
        {
            if (_isSlotLost)
                _host.Retire();
            else
                _host.Return(_asked.Slot);
            _use.Dispose();
            _making.Dispose();
        }
    }

    private long CountOomKills() => ((ICellDriver)_use.Sandbox.Driver).CountOomKills(SandboxId, _asked.Slot);

    private async Task<GuestExec> StartAsync(GuestExecRequest start, IReadOnlyList<PlaceFile> files, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (!_isMade && ComeWithStart(files))
                return await MakeAsync(async () => await _use.Guest.RunAsync(start with
                {
                    NewCell = _asked with { Files = [.. files.Select(ToGuest)] },
                    CellFiles = await Task.WhenAll(files.Select(file => file.ReadAsync(cancellationToken))),
                }, cancellationToken));
        }
        finally
        {
            _making.Release();
        }
        foreach (var file in files)
            await file.WriteToAsync(this, start.User, cancellationToken);
        await MakeAsync(cancellationToken);
        return await _use.Guest.RunAsync(start, cancellationToken);
    }

    private GuestCellFile ToGuest(PlaceFile file) => new()
    {
        Path = file.Path.Escape(_use),
        Length = (int)file.Length,
        Mode = file.Mode is null ? null : FileEntries.ParseMode(file.Mode),
        ModifiedNs = file.ModifiedAt is { } modified ? (modified - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick : null,
    };

    private async ValueTask MakeAsync(CancellationToken cancellationToken)
    {
        if (_isMade)
            return;
        await _making.WaitAsync(cancellationToken);
        try
        {
            if (!_isMade)
                await MakeAsync(async () =>
                {
                    await _use.Guest.OpenCellAsync(_asked, cancellationToken);
                    return true;
                });
        }
        finally
        {
            _making.Release();
        }
    }

    // From now on it may be there, however the call goes.
    private async Task<T> MakeAsync<T>(Func<Task<T>> make)
    {
        _isMade = true;
        try
        {
            return await make();
        }
        catch (WarrenException lost) when (lost.Code is ErrorCode.SandboxFailed)
        {
            _isSlotLost = true;
            throw;
        }
    }

    private ExecEvent? ToEvent(GuestFrame frame, long oomKills)
    {
        switch (frame)
        {
            case GuestFrame.Output output:
                SandboxTelemetry.Wrote(ExecReader.Name(output.Stream), output.Data.Length);
                return new ExecEvent.Output(ExecReader.Name(output.Stream), output.Offset, output.Data);
            case GuestFrame.Dropped dropped:
                return new ExecEvent.Dropped(ExecReader.Name(dropped.Stream), dropped.Count);
            case GuestFrame.Exit exit:
                var end = ExecCollector.ToExit(exit.Result, () => CountOomKills() > oomKills);
                SandboxTelemetry.ExecEnded(end);
                return new ExecEvent.Exit(end);
            default:
                return null;
        }
    }
}
