using Warren.Api.Tools;
using Warren.Tools.Runs;

namespace Warren.Storage.Conformance;

/// <summary>What every store of the history of tools does.</summary>
public abstract class ToolRunStoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Run_is_read_as_it_was_written_by_the_next_server()
    {
        await using var database = CreateDatabase();
        var record = Record("a", 0) with { Signal = "SIGKILL" };
        await (await OpenAsync(database)).SaveAsync(record, Token);
        var store = await OpenAsync(database);
        Assert.Equivalent(record, await store.FindAsync("a", Token), strict: true);
        Assert.Null(await store.FindAsync("b", Token));
        Assert.Equal(["a"], await store.ListIdsAsync(Token));
    }

    [Fact]
    public async Task Later_version_takes_the_place_of_the_earlier()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a", 0, ToolRunState.Queued), Token);
        Assert.Equal(["a"], Ids(await store.ListUnfinishedAsync(Token)));
        await store.SaveAsync(Record("a", 0, ToolRunState.Running), Token);
        Assert.Equal(["a"], Ids(await store.ListUnfinishedAsync(Token)));
        await store.SaveAsync(Record("a", 0, bytes: 7, files: 2), Token);
        Assert.Empty(await store.ListUnfinishedAsync(Token));
        Assert.Equal(7, (await store.FindAsync("a", Token))!.Run.Bytes);
        await store.RemoveAsync("a", Token);
        await store.RemoveAsync("a", Token);
        Assert.Null(await store.FindAsync("a", Token));
    }

    [Fact]
    public async Task Lists_are_newest_first_filtered_and_read_page_by_page()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        foreach (var (id, second) in new[] { ("a", 1), ("b", 3), ("c", 2), ("d", 3), ("e", 0) })
            await store.SaveAsync(Record(id, second), Token);
        await store.SaveAsync(Record("f", 9, owner: "bob"), Token);
        await store.SaveAsync(Record("g", 8, session: "other"), Token);
        await store.SaveAsync(Record("h", 7, ToolRunState.Failed, tool: "shell"), Token);
        var mine = new ToolRunFilter("alice") { SessionId = "s", State = ToolRunState.Finished };

        Assert.Equal(["d", "b", "c", "a", "e"], Ids(await store.ListAsync(mine, null, 10, Token)));
        var first = await store.ListAsync(mine, null, 2, Token);
        Assert.Equal(["d", "b"], Ids(first));
        Assert.Equal(["c", "a"], Ids(await store.ListAsync(mine, ToolRunPosition.Of(first[^1].Run), 2, Token)));
        Assert.Equal(["h"], Ids(await store.ListAsync(new("alice") { Tool = "shell" }, null, 10, Token)));
        Assert.Equal(["g"], Ids(await store.ListAsync(new("alice") { SessionId = "other" }, null, 10, Token)));
        Assert.Equal(["f"], Ids(await store.ListAsync(new("bob"), null, 10, Token)));
        Assert.Empty(await store.ListAsync(new("s' OR '1'='1"), null, 10, Token));
    }

    [Fact]
    public async Task Usage_is_added_up_and_what_is_over_is_found_when_its_time_comes()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.SaveAsync(Record("a", 0, bytes: 10, files: 1), Token);
        await store.SaveAsync(Record("b", 60, bytes: 5, files: 2), Token);
        await store.SaveAsync(Record("c", 0, ToolRunState.Running, owner: "bob", bytes: 1, files: 1), Token);

        Assert.Equal([new("alice", 15, 3), new("bob", 1, 1)], (await store.ReadUsageAsync(Token)).OrderBy(usage => usage.Owner));
        Assert.Empty(await store.ListExpiredAsync(Start.AddDays(7).AddSeconds(-1), 10, Token));
        Assert.Equal(["a"], Ids(await store.ListExpiredAsync(Start.AddDays(7), 10, Token)));
        Assert.Equal(["a", "b"], Ids(await store.ListExpiredAsync(Start.AddDays(8), 10, Token)).Order());
        Assert.Single(await store.ListExpiredAsync(Start.AddDays(8), 1, Token));
    }

    private static async Task<IToolRunStore> OpenAsync(TestDatabase database) => new SqlToolRunStore(await database.OpenAsync());

    private static IEnumerable<string> Ids(IEnumerable<ToolRunRecord> records) => records.Select(record => record.Run.Id);

    private static ToolRunRecord Record(
        string id, int second, ToolRunState state = ToolRunState.Finished, string owner = "alice", string session = "s", string tool = "code_execution", long bytes = 0, int files = 0) =>
        new(owner, new()
        {
            Id = id,
            Tool = tool,
            SessionId = session,
            State = state,
            Placement = ToolPlacement.Sandbox,
            CreatedAt = Start.AddSeconds(second),
            StartedAt = Start.AddSeconds(second),
            FinishedAt = Start.AddSeconds(second + 1),
            ExpiresAt = Start.AddDays(7).AddSeconds(second),
            ExitCode = 0,
            DurationMs = 12.5,
            Bytes = bytes,
            Files = files,
        });
}
