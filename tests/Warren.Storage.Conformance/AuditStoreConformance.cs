using Warren.Access.Audit;
using Warren.Api.Access;

namespace Warren.Storage.Conformance;

/// <summary>What every store of the audit log does.</summary>
public abstract class AuditStoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Entries_are_read_as_they_were_written_by_the_next_server()
    {
        await using var database = CreateDatabase();
        var entry = Entry(0, "alice") with { KeyId = "k", Owner = "bob", Address = "127.0.0.1", TraceId = "t", Credential = "key" };
        await (await OpenAsync(database)).AppendAsync([entry], Token);
        var read = Assert.Single(await (await OpenAsync(database)).ReadAsync(new(), null, isOldestFirst: false, 10, Token));
        Assert.Equal(entry with { Id = read.Id }, read);
    }

    [Fact]
    public async Task Entries_are_found_by_everything_that_chooses_them()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        await store.AppendAsync([Entry(0, "alice"), Entry(1, "bob"), Entry(2, null) with { Result = AuditResult.Refused }, Entry(3, "bob") with { Resource = "roles", Name = "ops" }], Token);
        await store.AppendAsync([Entry(4, "alice") with { Verb = "delete" }], Token);

        Assert.Equal([0, 4], await SecondsAsync(store, new() { Actor = "alice" }));
        Assert.Equal([4], await SecondsAsync(store, new() { Verb = "delete" }));
        Assert.Equal([3], await SecondsAsync(store, new() { Resource = "roles" }));
        Assert.Equal([3], await SecondsAsync(store, new() { Name = "ops" }));
        Assert.Equal([2], await SecondsAsync(store, new() { Result = AuditResult.Refused }));
        Assert.Equal([1, 2], await SecondsAsync(store, new() { Since = Start.AddSeconds(1), Until = Start.AddSeconds(3) }));
        Assert.Empty(await SecondsAsync(store, new() { Actor = "x' OR '1'='1" }));
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended_in_either_order()
    {
        await using var database = CreateDatabase();
        var store = await OpenAsync(database);
        for (var second = 0; second < 5; second++)
            await store.AppendAsync([Entry(second, "alice")], Token);

        var newest = await store.ReadAsync(new(), null, isOldestFirst: false, 2, Token);
        var behind = await store.ReadAsync(new(), newest[^1].Id, isOldestFirst: false, 2, Token);
        var oldest = await store.ReadAsync(new(), null, isOldestFirst: true, 2, Token);
        var next = await store.ReadAsync(new(), oldest[^1].Id, isOldestFirst: true, 2, Token);

        Assert.Equal([4, 3, 2, 1], newest.Concat(behind).Select(Second));
        Assert.Equal([0, 1, 2, 3], oldest.Concat(next).Select(Second));
    }

    private static async Task<IEnumerable<int>> SecondsAsync(IAuditStore store, AuditFilter filter) =>
        (await store.ReadAsync(filter, null, isOldestFirst: true, 100, Token)).Select(Second);

    private static int Second(AuditEntry entry) => (int)(entry.Time - Start).TotalSeconds;

    private static AuditEntry Entry(int second, string? actor) => new()
    {
        Id = 0,
        Time = Start.AddSeconds(second),
        Actor = actor,
        Verb = "create",
        Resource = "sandboxes",
        Method = "POST",
        Path = "/api/v0/sandboxes",
        Result = AuditResult.Done,
        Status = 201,
    };

    private static async Task<IAuditStore> OpenAsync(TestDatabase database) => new SqlAuditStore(await database.OpenAsync());
}
