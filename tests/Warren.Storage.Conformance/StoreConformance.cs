using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Storage.Conformance;

/// <summary>What every store of sandboxes does.</summary>
public abstract class StoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Record_is_read_as_it_was_written_by_the_next_server()
    {
        await using var database = CreateDatabase();
        var record = Record("a") with { Remaining = TimeSpan.FromSeconds(7.5), IsResizing = true };
        await (await OpenAsync(database)).SaveAsync(record, [], null, Token);
        var read = Assert.Single(await (await OpenAsync(database)).LoadAsync(Token));
        Assert.Equivalent(record, read, strict: true);
    }

    [Fact]
    public async Task Later_version_takes_the_place_of_the_earlier()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a"), [], null, Token);
        await store.SaveAsync(Record("a", SandboxState.Paused), [], null, Token);
        Assert.Equal(SandboxState.Paused, Assert.Single(await store.LoadAsync(Token)).Snapshot.State);
    }

    [Fact]
    public async Task Removed_record_is_gone_and_removing_none_is_no_error()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a"), [], null, Token);
        await store.RemoveAsync("a", [Event("a", "sandbox.destroyed")], Token);
        await store.RemoveAsync("a", [], Token);
        Assert.Empty(await store.LoadAsync(Token));
        Assert.Equal("sandbox.destroyed", Assert.Single(await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Type);
    }

    [Fact]
    public async Task Versions_go_up_over_all_sandboxes_and_servers()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a"), [Event("a", "one"), Event("a", "two")], null, Token);
        await store.AppendAsync([Event("b", "three", "bob")], Token);
        store = await OpenAsync(database);
        await store.SaveAsync(Record("a"), [Event("a", "four")], null, Token);
        var alices = await store.ReadEventsAsync(new("alice"), 0, 10, Token);
        var bobs = await store.ReadEventsAsync(new("bob"), 0, 10, Token);
        Assert.Equal(["one", "two", "four"], alices.Select(happened => happened.Type));
        Assert.Equal(alices.Concat(bobs).Select(happened => happened.Version).Distinct().Count(), 4);
        Assert.True(alices[1].Version < bobs[0].Version && bobs[0].Version < alices[2].Version);
        Assert.Equal(new EventRange(alices[0].Version, alices[2].Version), await store.ReadEventRangeAsync(Token));
    }

    [Fact]
    public async Task Events_are_chosen_by_owner_sandbox_and_version()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AppendAsync([Event("a", "1"), Event("b", "2"), Event("a", "3"), Event("c", "4", "bob"), Event("a", "5")], Token);
        var first = Assert.Single(await store.ReadEventsAsync(new("alice", "a"), 0, 1, Token));
        Assert.Equal("1", first.Type);
        Assert.Equal(["3", "5"], (await store.ReadEventsAsync(new("alice", "a"), first.Version, 10, Token)).Select(happened => happened.Type));
        Assert.Equal(["2", "3"], (await store.ReadEventsAsync(new("alice"), first.Version, 2, Token)).Select(happened => happened.Type));
        Assert.Empty(await store.ReadEventsAsync(new("bob", "a"), 0, 10, Token));
    }

    [Fact]
    public async Task Event_is_read_as_it_was_written()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var happened = Event("a", "sandbox.running") with { };
        happened = happened with { Event = happened.Event with { Snapshot = Record("a").Snapshot } };
        await store.AppendAsync([happened], Token);
        var read = Assert.Single(await store.ReadEventsAsync(new("alice"), 0, 10, Token));
        Assert.Equivalent(happened.Event with { Version = read.Version }, read, strict: true);
    }

    [Fact]
    public async Task Appended_is_raised_in_the_order_of_versions_before_the_write_completes()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        List<long> raised = [];
        store.Appended += events =>
        {
            lock (raised)
                raised.AddRange(events.Select(stored => stored.Event.Version));
        };
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            await store.SaveAsync(Record($"s{number}"), [Event($"s{number}", "one")], null, Token);
            lock (raised)
                Assert.NotEmpty(raised);
        }, Token)));
        Assert.Equal(200, raised.Count);
        Assert.Equal(raised.Order(), raised);
        Assert.Equal(200, (await store.LoadAsync(Token)).Count);
    }

    [Fact]
    public async Task Old_and_surplus_events_are_pruned_and_no_version_is_given_twice()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AppendAsync([Event("a", "1"), Event("a", "2", at: 10), Event("a", "3", at: 20), Event("a", "4", at: 30)], Token);
        var latest = (await store.ReadEventRangeAsync(Token)).Latest;
        await store.PruneEventsAsync(keep: 3, Start.AddSeconds(-1), Token);
        Assert.Equal(["2", "3", "4"], (await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Select(happened => happened.Type));
        await store.PruneEventsAsync(keep: 100, Start.AddSeconds(15), Token);
        Assert.Equal(["3", "4"], (await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Select(happened => happened.Type));
        await store.PruneEventsAsync(keep: 100, Start.AddSeconds(100), Token);
        Assert.Equal(new EventRange(latest + 1, latest), await store.ReadEventRangeAsync(Token));
        await store.AppendAsync([Event("a", "5")], Token);
        Assert.Equal(latest + 1, Assert.Single(await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Version);
    }

    [Fact]
    public async Task Key_is_taken_with_its_sandbox_and_freed_when_old()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        Assert.Null(await store.FindKeyAsync("alice", "k", Token));
        var key = new IdempotencyKey("alice", "k", "digest", "a", Start);
        await store.SaveAsync(Record("a"), [], key, Token);
        Assert.Equal(key, await store.FindKeyAsync("alice", "k", Token));
        Assert.Null(await store.FindKeyAsync("bob", "k", Token));
        await store.RemoveAsync("a", [], Token);
        await store.PruneKeysAsync(Start, Token);
        Assert.NotNull(await store.FindKeyAsync("alice", "k", Token));
        await store.PruneKeysAsync(Start.AddSeconds(1), Token);
        Assert.Null(await store.FindKeyAsync("alice", "k", Token));
    }

    [Fact]
    public async Task Key_that_was_taken_meanwhile_refuses_the_whole_write()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a"), [], new("alice", "k", "digest", "a", Start), Token);
        var clash = await Assert.ThrowsAsync<WarrenException>(() => store.SaveAsync(Record("b"), [Event("b", "one")], new("alice", "k", "digest", "b", Start.AddHours(23)), Token));
        Assert.Equal(ErrorCode.Conflict, clash.Code);
        Assert.Equal("a", (await store.FindKeyAsync("alice", "k", Token))!.SandboxId);
        Assert.Null(await store.FindAsync("b", Token));
        Assert.Empty(await store.ReadEventsAsync(new("alice"), 0, 10, Token));
        await store.SaveAsync(Record("b"), [], new("alice", "k", "digest", "b", Start + IdempotencyKey.Kept), Token);
        Assert.Equal("b", (await store.FindKeyAsync("alice", "k", Token))!.SandboxId);
    }

    [Fact]
    public async Task Name_is_an_owners_once_until_its_sandbox_is_removed()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Named("a", "box"), [], null, Token);
        await store.SaveAsync(Named("a", "box") with { Remaining = TimeSpan.FromSeconds(1) }, [], null, Token);
        await store.SaveAsync(Named("c", "box") with { Owner = "bob" }, [], null, Token);
        var clash = await Assert.ThrowsAsync<WarrenException>(() => store.SaveAsync(Named("b", "box"), [], null, Token));
        Assert.Equal(ErrorCode.Conflict, clash.Code);
        Assert.Contains("box", clash.Message, StringComparison.Ordinal);
        await store.RemoveAsync("a", [], Token);
        await store.SaveAsync(Named("b", "box"), [], null, Token);
        Assert.Equal(["b", "c"], (await store.LoadAsync(Token)).Select(record => record.Snapshot.Id).Order());
        Assert.Equal("bob", (await store.FindAsync("c", Token))!.Owner);
    }

    [Fact]
    public async Task Write_that_is_refused_harms_none_beside_it()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(async () =>
        {
            try
            {
                // An event of no sandbox cannot be stored, so neither can the record beside it.
                await store.SaveAsync(Record($"s{number}"), [number % 8 == 0 ? Event(null!, "bad") : Event("a", "good")], null, Token);
            }
            catch (WarrenException)
            {
                Interlocked.Increment(ref refused);
            }
        }, Token)));
        Assert.Equal(8, refused);
        Assert.Equal(56, (await store.LoadAsync(Token)).Count);
        Assert.Equal(56, (await store.ReadEventsAsync(new("alice"), 0, 100, Token)).Count);
    }

    [Fact]
    public async Task Cancelled_call_writes_nothing()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.SaveAsync(Record("a"), [], null, new(canceled: true)));
        Assert.Empty(await store.LoadAsync(Token));
        await store.CheckAsync(Token);
    }

    private static async Task<ISandboxStore> OpenAsync(TestDatabase database) => new SqlSandboxStore(await database.OpenAsync());

    private static SandboxRecord Record(string id, SandboxState state = SandboxState.Running) => new("alice", new()
    {
        Id = id,
        Spec = new() { Image = "warren/worker", Cpu = 0.5, Network = NetworkPolicy.AllowList(["example.org"], []), Lifetime = new() { TimeoutSeconds = 60, OnTimeout = TimeoutAction.Pause } },
        ImageDigest = "sha256:0",
        State = state,
        DesiredState = DesiredState.Running,
        Version = 3,
        CreatedAt = Start.AddTicks(1),
        ChangedAt = Start,
        ExpiresAt = Start,
    }, new Dictionary<string, string> { ["PATH"] = "/bin", ["TEXT"] = "ä\"\n" });

    private static SandboxRecord Named(string id, string name)
    {
        var record = Record(id);
        return record with { Snapshot = record.Snapshot with { Spec = record.Snapshot.Spec with { Name = name } } };
    }

    private static StoredEvent Event(string sandbox, string type, string owner = "alice", int at = 0) =>
        new(owner, new() { Version = 0, Time = Start.AddSeconds(at), Type = type, SandboxId = sandbox });
}
