using Dapper;
using Warren.Sessions;
using Warren.Sessions.Agents;
using Warren.Sessions.Secrets;
using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

public sealed class SqliteSessionConformance : SessionStoreConformance
{
    protected override SessionStoreHarness CreateHarness() => new Harness();

    private sealed class Harness : SessionStoreHarness
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
        private readonly List<SqliteStorage> _opened = [];

        public override Task<(ISessionStore Sessions, IAgentStore Agents, ISecretStore Secrets)> OpenAsync()
        {
            var storage = new SqliteStorage(Path.Combine(_folder.FullName, "warren.db"));
            _opened.Add(storage);
            return Task.FromResult<(ISessionStore, IAgentStore, ISecretStore)>((new SqlSessionStore(storage), new SqlAgentStore(storage), new SqlSecretStore(storage)));
        }

        public override Task<string> ExplainAsync(SessionFilter filter)
        {
            var (sql, given) = SessionQuery.Of(filter, new SessionPosition(1, "a"), 30);
            return _opened[^1].ReadAsync(
                async connection => string.Join('\n', (await connection.QueryAsync($"EXPLAIN QUERY PLAN {sql}", given)).Select(row => (string)row.detail)), TestContext.Current.CancellationToken);
        }

        public override ValueTask DisposeAsync()
        {
            _opened.ForEach(storage => storage.Dispose());
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
