using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Api.Files;

namespace Warren.Client;

/// <summary>
/// Files in sandboxes, or in those of sessions. Paths are absolute, or begin at the sandbox's workdir. A null user is the sandbox's; only that
/// user's rights count.
/// </summary>
public sealed class FileClient
{
    private const int Piece = 64 * 1024;
    private readonly WarrenClient _client;
    private readonly FeedClient _feeds;
    private readonly string _root;

    internal FileClient(WarrenClient client, FeedClient feeds, string root) => (_client, _feeds, _root) = (client, feeds, root);

    /// <summary>What is known of a path; <paramref name="follow"/> asks for what a link leads to.</summary>
    public Task<FileEntry> StatAsync(string sandbox, string path, bool follow, string? user, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(sandbox, "/stat", ("path", path), ("follow", Flag(follow)), ("user", user)), WarrenJson.Wire.FileEntry, cancellationToken);

    /// <summary>What is in a folder, down to a depth of 1 or more, sorted by path.</summary>
    public IAsyncEnumerable<FileEntry> ListAsync(string sandbox, string path, int depth, string? user, CancellationToken cancellationToken) => _client.ReadPagesAsync(
        Path(sandbox, "/list", ("path", path), ("depth", Number(depth)), ("user", user)), WarrenJson.Wire.PageFileEntry, most: null, cancellationToken);

    /// <summary>Reads a file, or a part of it.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="path">The file.</param>
    /// <param name="range">Which bytes; null for all.</param>
    /// <param name="user">Whose rights count.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<FileDownload> ReadAsync(string sandbox, string path, RangeHeaderValue? range, string? user, CancellationToken cancellationToken) =>
        DownloadAsync(Path(sandbox, "", ("path", path), ("user", user)), headers => headers.Range = range, cancellationToken);

    /// <summary>Writes a file. Where it fails, the file is as it was, unless it was added to.</summary>
    public Task<FileEntry> WriteAsync(string sandbox, string path, Stream content, FileWriteOptions options, CancellationToken cancellationToken) => UploadAsync(
        Path(sandbox, "", ("path", path), ("mode", options.Mode), ("createParents", Flag(options.CreateParents)),
            ("append", Flag(options.Append)), ("user", options.User)),
        new StreamContent(content, Piece),
        WarrenJson.Wire.FileEntry,
        headers =>
        {
            if (options.CreateOnly)
                headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
            if (options.IfMatch is { } tag)
                headers.IfMatch.Add(EntityTagHeaderValue.Parse(tag));
        },
        cancellationToken);

    /// <summary>Removes a file, a link, or a folder, which has to be empty unless <paramref name="recursive"/>.</summary>
    public Task DeleteAsync(string sandbox, string path, bool recursive, string? user, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(sandbox, "", ("path", path), ("recursive", Flag(recursive)), ("user", user)), null, cancellationToken);

    /// <summary>Makes a folder.</summary>
    public Task<FileEntry> MakeFolderAsync(string sandbox, FileFolderRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/mkdir", request, WarrenJson.Wire.FileFolderRequest, WarrenJson.Wire.FileEntry, cancellationToken);

    /// <summary>Moves a file, a link, or a folder with all that is in it.</summary>
    public Task<FileEntry> MoveAsync(string sandbox, FileMoveRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/move", request, WarrenJson.Wire.FileMoveRequest, WarrenJson.Wire.FileEntry, cancellationToken);

    /// <summary>Copies a file, a link, or a folder with all that is in it.</summary>
    public Task<FileTreeResult> CopyAsync(string sandbox, FileMoveRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/copy", request, WarrenJson.Wire.FileMoveRequest, WarrenJson.Wire.FileTreeResult, cancellationToken);

    /// <summary>Looks for a text in files.</summary>
    public Task<FileSearchResult> SearchAsync(string sandbox, FileSearchRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/search", request, WarrenJson.Wire.FileSearchRequest, WarrenJson.Wire.FileSearchResult, cancellationToken);

    /// <summary>Replaces a text in files.</summary>
    public Task<FileReplaceResult> ReplaceAsync(string sandbox, FileReplaceRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/replace", request, WarrenJson.Wire.FileReplaceRequest, WarrenJson.Wire.FileReplaceResult, cancellationToken);

    /// <summary>Reads a tree as an archive: <c>tar</c>, <c>tar.gz</c> or <c>zip</c>.</summary>
    public Task<FileDownload> ReadArchiveAsync(string sandbox, string path, string format, string? user, CancellationToken cancellationToken) =>
        DownloadAsync(Path(sandbox, "/archive", ("path", path), ("format", format), ("user", user)), null, cancellationToken);

    /// <summary>Unpacks an archive into a folder, which is made where it is missing.</summary>
    public Task<FileTreeResult> WriteArchiveAsync(string sandbox, string path, string format, Stream archive, string? user, CancellationToken cancellationToken) =>
        UploadAsync(Path(sandbox, "/archive", ("path", path), ("format", format), ("user", user)), new StreamContent(archive, Piece), WarrenJson.Wire.FileTreeResult, null, cancellationToken);

    /// <summary>Unpacks a tar archive, which is written while it is sent, into a folder, which is made where it is missing.</summary>
    public Task<FileTreeResult> WriteArchiveAsync(
        string sandbox, string path, Func<Stream, CancellationToken, Task> write, string? user, CancellationToken cancellationToken) =>
        UploadAsync(Path(sandbox, "/archive", ("path", path), ("format", "tar"), ("user", user)), new WrittenContent(write), WarrenJson.Wire.FileTreeResult, null, cancellationToken);

    /// <summary>Begins to watch; every change from the answer on is kept for readers.</summary>
    public Task<FileWatch> WatchAsync(string sandbox, FileWatchRequest request, CancellationToken cancellationToken) =>
        PostAsync(sandbox, "/watches", request, WarrenJson.Wire.FileWatchRequest, WarrenJson.Wire.FileWatch, cancellationToken);

    /// <summary>The watches of a sandbox.</summary>
    public async Task<IReadOnlyList<FileWatch>> ListWatchesAsync(string sandbox, CancellationToken cancellationToken) =>
        (await _client.GetAsync(Path(sandbox, "/watches"), WarrenJson.Wire.PageFileWatch, cancellationToken)).Items;

    /// <summary>
    /// Follows a watch from <see cref="FileEvent.Offset"/> of the last event that was seen on, or 0; ends with the watch.
    /// Taken up again behind the last event when the server goes away.
    /// </summary>
    public IAsyncEnumerable<FileEvent> ReadWatchAsync(string sandbox, string watch, long after, CancellationToken cancellationToken) => _feeds.FollowAsync(
        last => Path(sandbox, $"/watches/{Uri.EscapeDataString(watch)}/events", ("after", Number(last ?? after))),
        WarrenJson.Wire.FileEvent,
        "change",
        change => change.Offset,
        cancellationToken);

    /// <summary>Ends a watch and forgets what it saw.</summary>
    public Task DeleteWatchAsync(string sandbox, string watch, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(sandbox, $"/watches/{Uri.EscapeDataString(watch)}"), null, cancellationToken);

    private Task<TResult> PostAsync<T, TResult>(
        string sandbox, string call, T request, JsonTypeInfo<T> type, JsonTypeInfo<TResult> result, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Post, Path(sandbox, call), WarrenClient.Json(request, type), result, cancellationToken);

    private async Task<FileDownload> DownloadAsync(string path, Action<HttpRequestHeaders>? headers, CancellationToken cancellationToken)
    {
        var response = await _client.OpenAsync(HttpMethod.Get, path, null, null, cancellationToken, headers);
        return new(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    private async Task<T> UploadAsync<T>(
        string path, HttpContent content, JsonTypeInfo<T> type, Action<HttpRequestHeaders>? headers, CancellationToken cancellationToken)
    {
        content.Headers.ContentType = new("application/octet-stream");
        using var response = await _client.OpenAsync(HttpMethod.Put, path, content, null, cancellationToken, given =>
        {
            // What is refused is not sent.
            given.ExpectContinue = true;
            headers?.Invoke(given);
        });
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken)
            ?? throw new WarrenException(ErrorCode.Internal, "The server's answer is empty.");
    }

    private string Path(string sandbox, string call, params ReadOnlySpan<(string Name, string? Value)> query) =>
        Query.Of($"{_root}/{Uri.EscapeDataString(sandbox)}/files{call}", query);

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
