using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Warren.Api;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// Files of one sandbox, through its guest. Paths are absolute and escaped by <see cref="GuestPath"/>; the rights of
/// the named user alone count (null for <c>agent</c>). Failures are <see cref="WarrenException"/>: besides those of
/// <see cref="GuestClient"/>, Forbidden, DiskFull, PreconditionFailed, and CapabilityMissing for a move between
/// file systems.
/// </summary>
public sealed class GuestFiles
{
    private readonly GuestTransport _transport;
    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;
    private readonly TimeProvider _time;

    private readonly string? _cell;

    internal GuestFiles(GuestTransport transport, Func<CancellationToken, ValueTask<Stream>> connect, TimeProvider time, string? cell = null) =>
        (_transport, _connect, _time, _cell) = (transport, connect, time, cell);

    /// <summary>Files of a cell in the sandbox; null for the sandbox itself.</summary>
    public GuestFiles In(string? cell) => new(_transport, _connect, _time, cell);

    /// <summary>What is known of a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="user">Whose rights count.</param>
    /// <param name="follow">Whether a link stands for where it leads.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<GuestFileEntry> StatAsync(string path, string? user, bool follow, CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Get, Query("stat", path, user, ("follow", follow)), null, GuestJson.Default.GuestFileEntry, cancellationToken);

    /// <summary>A page of what is in a folder, and in those below down to a depth of 1 or more.</summary>
    public Task<GuestFileList> ListAsync(string path, string? user, int depth, int limit, string? after, CancellationToken cancellationToken) =>
        _transport.CallAsync(
            HttpMethod.Get,
            Query("list", path, user, ("depth", depth), ("limit", limit), ("after", after)),
            null,
            GuestJson.Default.GuestFileList,
            cancellationToken);

    /// <summary>Opens a regular file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="user">Whose rights count.</param>
    /// <param name="offset">The first byte; null with a length for so many from the end.</param>
    /// <param name="length">Most bytes; null for all.</param>
    /// <param name="version">Where it has not this <see cref="GuestFileEntry.Version"/> all of it is given; null for any.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<GuestFileContent> OpenAsync(
        string path, string? user, long? offset, long? length, string? version, CancellationToken cancellationToken)
    {
        var query = Query("content", path, user, ("offset", offset), ("length", length), ("version", version));
        var response = await _transport.OpenAsync(HttpMethod.Get, query, null, HttpVersion.Version11, cancellationToken);
        return await GuestFileContent.ReadHeadAsync(response, cancellationToken);
    }

    /// <summary>
    /// Writes a regular file of <paramref name="length"/> bytes, where that is known. Where reading the content fails, or
    /// the call is cancelled, the file is as it was.
    /// </summary>
    public async Task<GuestFileEntry> WriteAsync(
        string path, string? user, GuestFileWrite how, PipeReader content, long? length, CancellationToken cancellationToken)
    {
        var query = Query("content", path, user, ("mode", how.Mode), ("parents", how.Parents), ("append", how.Append),
            ("createOnly", how.CreateOnly), ("version", how.Version));
        var answer = await GuestUpload.SendAsync(_connect, ("PUT", query), content, length, _time, cancellationToken);
        return GuestUpload.Parse(answer, GuestJson.Default.GuestFileEntry);
    }

    /// <summary>Streams an exec's standard input up to its end.</summary>
    internal async Task FeedAsync(string execId, PipeReader input, CancellationToken cancellationToken) =>
        GuestUpload.CheckEmpty(await GuestUpload.SendAsync(
            _connect, ("POST", $"execs/{execId}/stdin?end=1"), input, length: null, _time, cancellationToken));

    /// <summary>Makes a folder.</summary>
    public Task<GuestFileEntry> MakeFolderAsync(string path, string? user, int mode, bool parents, CancellationToken cancellationToken) =>
        _transport.CallAsync(
            HttpMethod.Post, Query("folder", path, user, ("mode", mode), ("parents", parents)), null, GuestJson.Default.GuestFileEntry, cancellationToken);

    /// <summary>Renames within a file system.</summary>
    public Task<GuestFileEntry> MoveAsync(string from, string to, string? user, bool overwrite, CancellationToken cancellationToken) =>
        _transport.CallAsync(
            HttpMethod.Post, Query("move", from, user, ("to", to), ("overwrite", overwrite)), null, GuestJson.Default.GuestFileEntry, cancellationToken);

    /// <summary>Removes a file, a link or an empty folder; Conflict where the folder is not empty.</summary>
    public Task RemoveAsync(string path, string? user, CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Delete, Query("entry", path, user), null, cancellationToken);

    /// <summary>Changes permissions.</summary>
    public Task<GuestFileEntry> ChangeModeAsync(string path, string? user, int mode, CancellationToken cancellationToken) =>
        _transport.CallAsync(HttpMethod.Post, Query("mode", path, user, ("mode", mode)), null, GuestJson.Default.GuestFileEntry, cancellationToken);

    private string Query(string call, string path, string? user, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var query = new StringBuilder($"files/{call}?path={path}");
        if (_cell is not null)
            query.Append("&cell=").Append(_cell);
        if (user is not null)
            query.Append("&user=").Append(GuestPath.Escape(Encoding.UTF8.GetBytes(user)));
        foreach (var (name, value) in more)
            if (value is not null)
                query.Append(CultureInfo.InvariantCulture, $"&{name}={(value is bool flag ? flag ? "1" : "0" : value)}");
        return query.ToString();
    }
}
