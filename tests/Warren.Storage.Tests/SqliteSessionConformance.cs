using Dapper;
using Warren.Api.Sessions;
using Warren.Sessions;
using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteSessionConformance : SessionStoreConformance
{
    [Fact]
    public async Task Lists_walk_along_an_index_whatever_they_are_filtered_by()
    {
        await using var database = CreateDatabase();
        var storage = await database.OpenAsync();
        foreach (var (filter, index) in new (SessionFilter, string)[]
        {
            (new() { CreatedBy = "alice" }, "sessions_by_creator"),
            (new() { CreatedBy = "alice", State = SessionState.Idle }, "sessions_by_creator_state"),
            (new() { Workspaces = ["w"] }, "sessions_by_workspace"),
            (new() { Workspaces = ["w"], State = SessionState.Ready }, "sessions_by_workspace_state"),
            (new() { State = SessionState.Ready }, "sessions_by_state"),
            (new(), "sessions_by_time"),
            (new() { CreatedBy = "alice", Labels = [new("a", "b")] }, "session_labels_by_value"),
        })
        {
            var plan = await ExplainAsync(storage, filter);
            Assert.Contains(index, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        }
    }

    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();

    private static Task<string> ExplainAsync(SqlStorage storage, SessionFilter filter)
    {
        var (sql, given) = SessionQuery.Of(filter, "", new SessionPosition(1, "a"), 30);
        return storage.ReadAsync(
            async connection => string.Join('\n', (await connection.QueryAsync($"EXPLAIN QUERY PLAN {sql}", given)).Select(row => (string)row.detail)), TestContext.Current.CancellationToken);
    }
}
