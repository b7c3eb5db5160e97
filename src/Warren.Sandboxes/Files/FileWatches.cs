using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Warren.Api;
using Warren.Api.Files;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Files;

/// <summary>
/// Watches over changes of files. Each is a helper program in its sandbox, whose guest keeps the last of what it
/// writes, whether a server is there or not: any number of readers go on from where they were.
/// </summary>
public sealed class FileWatches
{
    private const string IdPrefix = "_watch-";

    private readonly SandboxService _sandboxes;
    private readonly ConcurrentDictionary<(GuestClient Guest, string Id), WatchFeed> _feeds = new();

    internal FileWatches(SandboxService sandboxes) => _sandboxes = sandboxes;

    /// <summary>Begins to watch. What changes after it returned is told to every reader.</summary>
    public async Task<FileWatch> StartAsync(FilePlace place, FileWatchRequest request, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        var path = new FilePath(request.Path).Escape(use);
        var start = HelperProgram.Describe(
            IdPrefix + SandboxId.New(), ["watch", request.Recursive ? "recursive" : "flat", path], SandboxFiles.UserOf(use, place));
        try
        {
            await use.Guest.StartAsync(start, cancellationToken);
            await WaitUntilWatchingAsync(use.Guest, start.Id, cancellationToken);
            return ToWatch(await use.Guest.GetAsync(start.Id, cancellationToken));
        }
        catch
        {
            await HelperProgram.TryForgetAsync(use.Guest, start.Id);
            throw;
        }
    }

    /// <summary>The watches of a sandbox, oldest first.</summary>
    public async Task<IReadOnlyList<FileWatch>> ListAsync(FilePlace place, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        return [.. (await use.Guest.ListAsync(cancellationToken)).Where(IsWatch).Select(ToWatch).OrderBy(watch => watch.StartedAt)];
    }

    /// <summary>Finds a watch; what it gives follows it behind an event, up to the end of the watch, and is to be read once.</summary>
    /// <param name="place">Where.</param>
    /// <param name="id">Id of the watch.</param>
    /// <param name="after"><see cref="FileEvent.Offset"/> of the last event that was seen; 0 for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IAsyncEnumerable<FileEvent>> OpenAsync(FilePlace place, string id, long after, CancellationToken cancellationToken)
    {
        var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        try
        {
            var status = await use.Guest.GetAsync(ToExecId(id), cancellationToken);
            if (after < 0 || after > status.StdoutBytes)
                throw new WarrenException(ErrorCode.InvalidRequest, $"This watch has told {status.StdoutBytes} bytes of events so far; after must not be beyond.");
            return ReadAsync(use, status.Id, after, cancellationToken);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Ends a watch and forgets what it saw.</summary>
    public async Task DeleteAsync(FilePlace place, string id, CancellationToken cancellationToken)
    {
        using var use = await _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
        await use.Guest.ForgetAsync(ToExecId(id), cancellationToken);
    }

    private async IAsyncEnumerable<FileEvent> ReadAsync(SandboxUse use, string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (use)
        {
            var feed = _feeds.GetOrAdd((use.Guest, id), key => new(key.Guest, key.Id, Remove));
            await foreach (var happened in feed.ReadAsync(after, cancellationToken))
                yield return happened;
        }
    }

    private static async Task WaitUntilWatchingAsync(GuestClient guest, string id, CancellationToken cancellationToken)
    {
        using var errors = new MemoryStream();
        await using var exec = await guest.AttachAsync(id, 0, 0, cancellationToken);
        await foreach (var frame in exec.ReadAsync(cancellationToken))
        {
            if (frame is GuestFrame.Output { Stream: GuestOutput.Stdout })
                return; // Its first line says that it watches.
            if (frame is GuestFrame.Output output)
                errors.Write(output.Data.Span);
            else if (frame is GuestFrame.Exit { Result: var exit })
                throw HelperProgram.ToFailure(exit, errors.ToArray());
        }
    }

    private static bool IsWatch(GuestExecStatus status) =>
        status.Id.StartsWith(IdPrefix, StringComparison.Ordinal) && status.Arguments is [_, "watch", _, _];

    private static FileWatch ToWatch(GuestExecStatus status) => IsWatch(status)
        ? new()
        {
            Id = status.Id[IdPrefix.Length..],
            Path = Encoding.UTF8.GetString(GuestPath.Unescape(status.Arguments[3]) ?? []),
            Recursive = status.Arguments[2] == "recursive",
            StartedAt = status.StartedAt,
            Running = status.Exit is null,
        }
        : throw HelperProgram.Lies();

    private static string ToExecId(string id) => SandboxId.IsValid(id)
        ? IdPrefix + id
        : throw new WarrenException(ErrorCode.NotFound, "There is no such watch.");

    private void Remove(WatchFeed feed) => _feeds.TryRemove(new((feed.Guest, feed.Id), feed));
}
