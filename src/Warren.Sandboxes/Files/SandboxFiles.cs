using System.IO.Pipelines;
using Warren.Api;
using Warren.Api.Files;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Files;

/// <summary>
/// Files in sandboxes. Paths are resolved inside the sandbox by its guest, with the rights of one of its users; the
/// host opens none of them.
/// </summary>
public sealed class SandboxFiles
{
    private const int DefaultFolderMode = 0b111_101_101;

    private readonly SandboxService _sandboxes;

    internal SandboxFiles(SandboxService sandboxes)
    {
        _sandboxes = sandboxes;
        Trees = new FileTrees(sandboxes);
        Watches = new FileWatches(sandboxes);
    }

    /// <summary>What goes through whole trees: copies, searches, archives.</summary>
    public FileTrees Trees { get; }

    /// <summary>Watches over changes.</summary>
    public FileWatches Watches { get; }

    /// <summary>What is known of a path, and the entity tag of a file.</summary>
    public async Task<FileEntry> StatAsync(FilePlace place, FilePath path, bool follow, CancellationToken cancellationToken)
    {
        using var use = await UseAsync(place, cancellationToken);
        return FileEntries.ToEntry(await use.Guest.Files.StatAsync(path.Escape(use), UserOf(use, place), follow, cancellationToken));
    }

    /// <summary>A page of what is in a folder and below, sorted by path.</summary>
    /// <param name="place">Where.</param>
    /// <param name="path">The folder.</param>
    /// <param name="depth">1 for the folder alone, to 64.</param>
    /// <param name="limit">Most entries, 1 to 1,000.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Page<FileEntry>> ListAsync(FilePlace place, FilePath path, int depth, int limit, string? cursor, CancellationToken cancellationToken)
    {
        CheckList(depth, limit, cursor);
        using var use = await UseAsync(place, cancellationToken);
        var list = await use.Guest.Files.ListAsync(path.Escape(use), UserOf(use, place), depth, limit, cursor, cancellationToken);
        return ToPage(list, limit);
    }

    /// <summary>Opens a file to be read.</summary>
    public async Task<FileContent> OpenAsync(FilePlace place, FilePath path, FileRange? range, CancellationToken cancellationToken)
    {
        var use = await UseAsync(place, cancellationToken);
        try
        {
            return new(use, await use.Guest.Files.OpenAsync(
                path.Escape(use), UserOf(use, place), range?.Offset, range?.Length, ToVersion(range?.IfTag), cancellationToken));
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file; gives its new tag, too.</summary>
    /// <param name="place">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="content">What is written. Where reading it fails, the file stays as it is.</param>
    /// <param name="length">Its length, where that is known.</param>
    /// <param name="cancellationToken">Breaks off; the file stays as it is.</param>
    public async Task<(FileEntry Entry, string ETag)> WriteAsync(
        FilePlace place, FilePath path, FileWriteOptions options, PipeReader content, long? length, CancellationToken cancellationToken)
    {
        var how = ToGuest(options);
        using var use = await UseAsync(place, cancellationToken);
        using var step = SandboxTelemetry.Step("file.write", use.Sandbox.Id);
        var entry = await use.Guest.Files.WriteAsync(path.Escape(use), UserOf(use, place), how, content, length, cancellationToken);
        return (FileEntries.ToEntry(entry), ToTag(entry));
    }

    /// <summary>Makes a folder.</summary>
    public async Task<FileEntry> MakeFolderAsync(FilePlace place, FileFolderRequest request, CancellationToken cancellationToken)
    {
        var mode = request.Mode is null ? DefaultFolderMode : FileEntries.ParseMode(request.Mode);
        using var use = await UseAsync(place, cancellationToken);
        return FileEntries.ToEntry(await use.Guest.Files.MakeFolderAsync(
            new FilePath(request.Path).Escape(use), UserOf(use, place), mode, request.Parents ?? true, cancellationToken));
    }

    /// <summary>Moves a file, link or folder; between file systems it is copied, then removed.</summary>
    public async Task<FileEntry> MoveAsync(FilePlace place, FileMoveRequest request, CancellationToken cancellationToken)
    {
        using var use = await UseAsync(place, cancellationToken);
        var (from, to) = (new FilePath(request.From).Escape(use, "from"), new FilePath(request.To).Escape(use, "to"));
        try
        {
            return FileEntries.ToEntry(await use.Guest.Files.MoveAsync(from, to, UserOf(use, place), request.Overwrite, cancellationToken));
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.CapabilityMissing)
        {
            await FileTrees.CopyAsync(use, UserOf(use, place), from, to, request.Overwrite, cancellationToken);
            await FileTrees.RemoveAsync(use, UserOf(use, place), from, cancellationToken);
            return FileEntries.ToEntry(await use.Guest.Files.StatAsync(to, UserOf(use, place), follow: false, cancellationToken));
        }
    }

    /// <summary>Removes a file, a link, or a folder, which has to be empty unless <paramref name="recursive"/>.</summary>
    public async Task DeleteAsync(FilePlace place, FilePath path, bool recursive, CancellationToken cancellationToken)
    {
        using var use = await UseAsync(place, cancellationToken);
        var escaped = path.Escape(use);
        try
        {
            await use.Guest.Files.RemoveAsync(escaped, UserOf(use, place), cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.Conflict && recursive)
        {
            await FileTrees.RemoveAsync(use, UserOf(use, place), escaped, cancellationToken);
        }
    }

    /// <summary>Changes the permissions of a file or folder.</summary>
    public async Task<FileEntry> ChangeModeAsync(FilePlace place, FilePath path, string mode, CancellationToken cancellationToken)
    {
        var bits = FileEntries.ParseMode(mode);
        using var use = await UseAsync(place, cancellationToken);
        return FileEntries.ToEntry(await use.Guest.Files.ChangeModeAsync(path.Escape(use), UserOf(use, place), bits, cancellationToken));
    }

    internal static GuestFileWrite ToGuest(FileWriteOptions options) => new()
    {
        Mode = options.Mode is null ? null : FileEntries.ParseMode(options.Mode),
        Parents = options.CreateParents,
        Append = options.Append,
        CreateOnly = options.CreateOnly,
        Version = ToVersion(options.IfMatch),
    };

    internal static Page<FileEntry> ToPage(GuestFileList list, int limit) =>
        new() { Items = [.. list.Entries.Take(limit).Select(FileEntries.ToEntry)], NextCursor = list.Next };

    internal static string ToTag(GuestFileEntry entry) => $"W/\"{entry.Version}\"";

    internal static string? UserOf(SandboxUse use, FilePlace place) => place.User ?? use.Sandbox.Snapshot.Spec.User;

    // What is no tag of ours matches nothing, so it is given to the guest as a version that no file has.
    internal static string? ToVersion(string? tag) => tag is null or "*" ? tag
        : tag.StartsWith("W/\"", StringComparison.Ordinal) && tag.EndsWith('"') && tag[3..^1] is var version
            && version.Length is > 0 and < 64 && version.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-') ? version : "none";

    internal static void CheckList(int depth, int limit, string? cursor)
    {
        Dictionary<string, string[]> errors = [];
        if (depth is < 1 or > 64)
            errors["depth"] = ["This has to be a number from 1 to 64."];
        if (limit is < 1 or > 1000)
            errors["limit"] = ["This has to be a number from 1 to 1000."];
        if (cursor is not null && (GuestPath.Unescape(cursor) is not { } path || GuestPath.Escape(path) != cursor))
            errors["cursor"] = ["This is no cursor; give the nextCursor of the page before."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }

    private ValueTask<SandboxUse> UseAsync(FilePlace place, CancellationToken cancellationToken) =>
        _sandboxes.UseAsync(place.Sandbox, place.Owner, cancellationToken);
}
