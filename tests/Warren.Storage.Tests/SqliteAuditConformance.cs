using Microsoft.Data.Sqlite;
using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

public sealed class SqliteAuditConformance : AuditStoreConformance
{
    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();

    [Theory]
    [InlineData("UPDATE audit SET actor = 'mallory'")]
    [InlineData("DELETE FROM audit")]
    public async Task The_database_itself_refuses_to_change_the_audit_log(string sql)
    {
        var folder = Directory.CreateTempSubdirectory("warren-test-");
        using (var storage = new SqliteStorage(Path.Combine(folder.FullName, "warren.db")))
        {
            await new SqlAuditStore(storage).AppendAsync(
                [new() { Id = 0, Time = DateTimeOffset.UnixEpoch, Verb = "create", Resource = "sandboxes", Method = "POST", Path = "/", Result = Api.Access.AuditResult.Done, Status = 200 }],
                TestContext.Current.CancellationToken);
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "warren.db")};Pooling=false");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.Contains("only added to", (await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        }
        folder.Delete(recursive: true);
    }
}
