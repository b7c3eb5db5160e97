using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Events;
using Warren.Storage;
using Warren.Storage.Sqlite;
using static Warren.Sandboxes.Tests.ServiceFixture;

namespace Warren.Sandboxes.Tests;

public sealed class EventFeedTests
{
    [Fact]
    public async Task Every_change_of_a_sandbox_is_an_event_with_a_higher_version()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
        await fixture.Service.PatchAsync(sandbox.Id, new() { Labels = new Dictionary<string, string> { ["a"] = "b" } }, Owner, Token);
        await fixture.Service.DeleteAsync(sandbox.Id, Owner, Token);
        var page = await fixture.Feed.ReadAsync(new(Owner, sandbox.Id), null, 100, Token);
        Assert.Equal(["sandbox.starting", "sandbox.running", "sandbox.paused", "sandbox.changed", "sandbox.destroying", "sandbox.destroyed"],
            page.Items.Select(happened => happened.Type));
        Assert.Equal(page.Items.OrderBy(happened => happened.Version), page.Items);
        Assert.Equal(page.LatestVersion, page.Items[^1].Version);
        Assert.Equal("b", page.Items[3].Snapshot!.Spec.Labels!["a"]);
        Assert.Empty((await fixture.Feed.ReadAsync(new("bob"), null, 100, Token)).Items);
    }

    [Fact]
    public async Task Starts_and_ends_of_execs_are_events()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var from = fixture.Feed.Latest;
        var result = await fixture.Service.Execs.RunAsync(sandbox.Id, new() { Command = new(["true"]) }, Owner, Token);
        var seen = await TakeAsync(fixture.Feed, new(Owner, sandbox.Id), from, 2);
        Assert.Equal([("exec.started", result.Id, true), ("exec.ended", result.Id, false)], seen.Select(happened => (happened.Type, happened.Exec!.Id, happened.Exec.Running)));
    }

    [Fact]
    public async Task Pages_are_read_on_from_their_cursor()
    {
        await using var fixture = await StartAsync();
        for (var sandboxes = 0; sandboxes < 3; sandboxes++)
            await fixture.CreateAsync();
        List<long> versions = [];
        string? cursor = null;
        do
        {
            var page = await fixture.Feed.ReadAsync(new(Owner), cursor is null ? null : long.Parse(cursor, null), 2, Token);
            versions.AddRange(page.Items.Select(happened => happened.Version));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(6, versions.Distinct().Count());
    }

    [Fact]
    public async Task Followers_see_everything_once_and_in_order_also_across_a_restart()
    {
        await using var fixture = await StartAsync();
        var sandbox = await fixture.CreateAsync();
        var all = (await fixture.Feed.ReadAsync(new(Owner), null, 100, Token)).LatestVersion;
        await fixture.StartServiceAsync();
        var followers = Enumerable.Range(0, 50).Select(_ => TakeAsync(fixture.Feed, new(Owner, sandbox.Id), 0, 42)).ToList();
        for (var changes = 0; changes < 20; changes++)
        {
            await fixture.Service.PauseAsync(sandbox.Id, Owner, Token);
            await fixture.Service.ResumeAsync(sandbox.Id, Owner, Token);
        }
        foreach (var seen in await Task.WhenAll(followers))
            Assert.Equal(Enumerable.Range(1, 42).Select(number => (long)number), seen.Select(happened => happened.Version));
        Assert.Equal(2, all);
    }

    [Fact]
    public async Task Follower_who_falls_behind_the_memory_reads_what_it_missed_from_the_store()
    {
        using var files = new Files();
        await using var feed = await files.OpenAsync(new() { Gathering = TimeSpan.Zero });
        await using var follower = feed.FollowAsync(new("alice"), 0, Token).GetAsyncEnumerator(Token);
        await PostAsync(files, 10);
        Assert.True(await follower.MoveNextAsync());
        await PostAsync(files, 5_000);
        for (var version = 2; version <= 5_010; version++)
        {
            Assert.True(await follower.MoveNextAsync());
            Assert.Equal(version, follower.Current.Version);
        }
    }

    [Fact]
    public async Task Who_asks_for_what_was_pruned_is_told_so_first()
    {
        using var files = new Files();
        await PostAsync(files, 100);
        await using var feed = await files.OpenAsync(new() { MaxEvents = 10 });
        var seen = await TakeAsync(feed, new("alice"), 5, 11);
        Assert.Equal(("truncated", 91L, null), (seen[0].Type, seen[0].Version, seen[0].SandboxId));
        Assert.Equal(Enumerable.Range(91, 10).Select(number => (long)number), seen.Skip(1).Select(happened => happened.Version));
        Assert.Equal((true, 91), ((await feed.ReadAsync(new("alice"), 5, 10, Token)).Truncated, (await feed.ReadAsync(new("alice"), 5, 10, Token)).OldestVersion));
        Assert.False((await feed.ReadAsync(new("alice"), 95, 10, Token)).Truncated);
        Assert.Equal(96, (await TakeAsync(feed, new("alice"), 95, 1))[0].Version);
    }

    [Fact]
    public async Task Events_of_execs_are_written_behind_in_their_order()
    {
        using var files = new Files();
        var feed = await files.OpenAsync(new() { Gathering = TimeSpan.Zero });
        for (var number = 0; number < 1_000; number++)
            feed.Post("alice", "a", $"exec.{number}", null);
        await feed.DisposeAsync(); // Writes what still waits.
        Assert.Equal(Enumerable.Range(0, 1_000).Select(number => $"exec.{number}"),
            (await files.Store.ReadEventsAsync(new("alice"), 0, 2_000, Token)).Select(happened => happened.Type));
    }

    [Fact]
    public async Task Follower_that_is_given_up_is_forgotten()
    {
        using var files = new Files();
        await using var feed = await files.OpenAsync(new());
        using var stop = new CancellationTokenSource();
        var following = TakeAsync(feed, new("alice"), null, 1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    private static async Task PostAsync(Files files, int count)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(500))
            await files.Store.AppendAsync([.. batch.Select(_ => new StoredEvent(
                "alice", new() { Version = 0, Time = TimeProvider.System.GetUtcNow(), Type = "exec.started", SandboxId = "a" }))], Token);
    }

    private static async Task<List<SandboxEvent>> TakeAsync(EventFeed feed, EventFilter filter, long? after, int count, CancellationToken? token = null)
    {
        List<SandboxEvent> seen = [];
        await foreach (var happened in feed.FollowAsync(filter, after, token ?? Token))
        {
            seen.Add(happened);
            if (seen.Count == count)
                break;
        }
        return seen;
    }

    private sealed class Files : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");

        private readonly SqliteStorage _storage;

        public Files()
        {
            _storage = new(Path.Combine(_folder.FullName, "warren.db"));
            Store = new(_storage);
        }

        public SqlSandboxStore Store { get; }

        public async Task<EventFeed> OpenAsync(EventFeedOptions options)
        {
            var feed = new EventFeed(Store, options, TimeProvider.System, NullLogger<EventFeed>.Instance);
            await feed.StartAsync(Token);
            return feed;
        }

        public void Dispose()
        {
            _storage.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
