using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>
/// What happens, as it happens: logs, events and statistics. A stream that breaks off because the server went away is
/// taken up again behind its last entry.
/// </summary>
public sealed class FeedClient
{
    private readonly WarrenClient _client;
    private readonly string _root;
    private readonly string _statistics;

    internal FeedClient(WarrenClient client, string root, string statistics) => (_client, _root, _statistics) = (client, root, statistics);

    /// <summary>What ran in a sandbox wrote, as far as it is kept.</summary>
    public async IAsyncEnumerable<LogEntry> ReadLogsAsync(string sandbox, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LogPage page;
        do
        {
            page = await _client.GetAsync($"{Path(sandbox)}/logs{query}", WarrenJson.Wire.LogPage, cancellationToken);
            foreach (var entry in page.Items)
                yield return entry;
            query = new() { Exec = query.Exec, Stream = query.Stream, After = page.After };
        }
        while (page.HasMore);
    }

    /// <summary>The same, and what is written from now on, until the sandbox is gone.</summary>
    public IAsyncEnumerable<LogEntry> FollowLogsAsync(string sandbox, LogQuery query, CancellationToken cancellationToken) => FollowAsync(
        after => $"{Path(sandbox)}/logs{(after is null ? query with { Follow = true } : new() { Exec = query.Exec, Stream = query.Stream, After = after, Follow = true })}",
        WarrenJson.Wire.LogEntry,
        "entry",
        entry => entry.Sequence,
        cancellationToken);

    /// <summary>What happened, oldest first, as far as it is kept.</summary>
    /// <param name="sandbox">Of which one; null for all sandboxes.</param>
    /// <param name="after">The version behind which to begin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<SandboxEvent> ReadEventsAsync(string? sandbox, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var cursor = after.ToString(CultureInfo.InvariantCulture); cursor is not null;)
        {
            var page = await _client.GetAsync($"{EventsPath(sandbox)}?limit=1000&after={cursor}", WarrenJson.Wire.SandboxEventPage, cancellationToken);
            foreach (var entry in page.Items)
                yield return entry;
            cursor = page.NextCursor;
        }
    }

    /// <summary>The newest version of the feed, to follow what comes behind it.</summary>
    public async Task<long> GetLatestEventAsync(string? sandbox, CancellationToken cancellationToken) =>
        (await _client.GetAsync($"{EventsPath(sandbox)}?limit=1", WarrenJson.Wire.SandboxEventPage, cancellationToken)).LatestVersion;

    /// <summary>What happened behind a version, and what happens from now on.</summary>
    public IAsyncEnumerable<SandboxEvent> FollowEventsAsync(string? sandbox, long after, CancellationToken cancellationToken) => FollowAsync(
        last => string.Create(CultureInfo.InvariantCulture, $"{EventsPath(sandbox)}?after={last ?? after}"),
        WarrenJson.Wire.SandboxEvent,
        null,
        entry => entry.Version,
        cancellationToken);

    /// <summary>What a sandbox uses, again and again.</summary>
    public IAsyncEnumerable<SandboxStatistics> FollowStatisticsAsync(string sandbox, int intervalSeconds, CancellationToken cancellationToken) => FollowAsync(
        _ => string.Create(CultureInfo.InvariantCulture, $"{Path(sandbox)}/{_statistics}/stream?intervalSeconds={intervalSeconds}"),
        WarrenJson.Wire.SandboxStatistics,
        "statistics",
        entry => entry.Time.UtcTicks,
        cancellationToken);

    /// <summary>Follows a stream whose entries are numbered.</summary>
    /// <param name="path">Where it is, from a number on; null from its start.</param>
    /// <param name="type">Form of the entries.</param>
    /// <param name="name">Name of their events; null for any.</param>
    /// <param name="number">Number of an entry.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async IAsyncEnumerable<T> FollowAsync<T>(
        Func<long?, string> path, JsonTypeInfo<T> type, string? name, Func<T, long> number, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        long? last = null;
        var connection = new Reconnector(_client);
        await foreach (var entry in connection.ReadAsync(() => ReadOnceAsync(path(last), type, name, connection, cancellationToken), cancellationToken))
        {
            if (number(entry) <= last)
                continue;
            last = number(entry);
            yield return entry;
        }
    }

    private string Path(string sandbox) => $"{_root}/{Uri.EscapeDataString(sandbox)}";

    private string EventsPath(string? sandbox) => sandbox is null ? "api/v0/events" : $"{Path(sandbox)}/events";

    // A stream that ends in order is at its end; one that breaks off throws.
    private async IAsyncEnumerable<T> ReadOnceAsync<T>(
        string path, JsonTypeInfo<T> type, string? name, Reconnector connection, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var response = await _client.OpenAsync(HttpMethod.Get, path, null, EventStream.MediaType, cancellationToken);
        connection.Succeeded();
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var entry in EventStream.ReadAsync(
            body, (given, data) => given == "error" || given == (name ?? given) ? EventStream.Parse(given, data, type) : null, cancellationToken))
            yield return entry;
    }
}
