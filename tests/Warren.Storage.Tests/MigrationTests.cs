using Dapper;
using Microsoft.Data.Sqlite;
using Warren.Api;
using Warren.Storage.Migrating;
using Warren.Storage.Postgres;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_step_is_there_for_both_databases_with_a_way_back()
    {
        var (sqlite, postgresql) = (MigrationFiles.Of("Sqlite"), MigrationFiles.Of("Postgres"));
        Assert.Equal(sqlite.Select(step => step.Name), postgresql.Select(step => step.Name));
        Assert.Equal(sqlite.Select(step => step.Number).Distinct().Order(), sqlite.Select(step => step.Number));
        Assert.All(sqlite.Concat(postgresql), step => Assert.False(string.IsNullOrWhiteSpace(step.Down), step.Name));
    }

    [Fact]
    public async Task Sqlite_comes_up_from_every_older_version_and_goes_back()
    {
        await using var database = new SqliteTestDatabase();
        await UpAndBackAsync(new SqliteSchema(database.FileName, TimeProvider.System), () => database.OpenAsync(), () =>
        {
            using var connection = OpenSqlite(database.FileName);
            return Task.FromResult<IReadOnlyList<string>>([.. connection.Query<string>("SELECT type || name || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY 1")]);
        });
    }

    [Fact]
    public async Task Postgres_comes_up_from_every_older_version_and_goes_back()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var options = await database.GetOptionsAsync();
        await UpAndBackAsync(new PostgresSchema(options, TimeProvider.System), null, async () =>
        {
            await using var connection = await (await postgres.GetAsync()).OpenAsync(options.Database, Token);
            return [.. await connection.QueryAsync<string>(
                "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = 'public' "
                + "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")];
        });
    }

    [Fact]
    public async Task File_of_the_version_before_keeps_its_sandboxes_names_and_versions_of_events()
    {
        await using var database = new SqliteTestDatabase();
        using (var connection = OpenSqlite(database.FileName, create: true))
        {
            foreach (var step in MigrationFiles.Of("Sqlite").Where(step => step.Number <= 2))
                connection.Execute(step.Up);
            connection.Execute("PRAGMA user_version = 2");
            connection.Execute("""
                INSERT INTO sandboxes (id, owner, image_digest, record) VALUES ('aaaaaaaaaaaaaaaa', 'alice', 'sha256:0',
                '{"Owner":"alice","Snapshot":{"Id":"aaaaaaaaaaaaaaaa","Spec":{"Name":"box","Image":"warren/worker"},"ImageDigest":"sha256:0","State":"running","DesiredState":"running","Version":1,"CreatedAt":"2026-01-01T00:00:00+00:00","ChangedAt":"2026-01-01T00:00:00+00:00"},"Environment":{}}');
                INSERT INTO events (time, owner, sandbox_id, event) VALUES (0, 'alice', 'aaaaaaaaaaaaaaaa', '{"version":0,"time":"2026-01-01T00:00:00Z","type":"one","sandboxId":"aaaaaaaaaaaaaaaa"}');
                INSERT INTO events (time, owner, sandbox_id, event) VALUES (0, 'alice', 'aaaaaaaaaaaaaaaa', '{"version":0,"time":"2026-01-01T00:00:00Z","type":"two","sandboxId":"aaaaaaaaaaaaaaaa"}');
                DELETE FROM events WHERE version = 2;
                """);
        }
        var store = new SqlSandboxStore(await database.OpenAsync());
        Assert.Equal("box", Assert.Single(await store.LoadAsync(Token)).Snapshot.Spec.Name);
        await Assert.ThrowsAsync<WarrenException>(() => store.SaveAsync(Boxes.Record("b", "box"), [], null, Token));
        await store.AppendAsync([Boxes.Event("a", "three")], Token);
        Assert.Equal([1, 3], (await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Select(happened => happened.Version));
    }

    [Fact]
    public async Task Step_that_was_missing_is_made_up_for()
    {
        await using var database = new SqliteTestDatabase();
        await database.OpenAsync();
        using (var connection = OpenSqlite(database.FileName))
            connection.Execute("DROP TABLE tool_runs; DELETE FROM schema_migrations WHERE number = 2");
        // As where a step of a smaller number comes with a later version: the others stay as they are.
        using (var connection = OpenSqlite(database.FileName))
            connection.Execute("DELETE FROM schema_migrations WHERE number = 5; DROP TABLE leases; DROP TABLE event_versions; DROP INDEX sandboxes_by_name; ALTER TABLE sandboxes DROP COLUMN name; ALTER TABLE sandboxes DROP COLUMN installation");
        var status = new SqliteSchema(database.FileName, TimeProvider.System).Status();
        Assert.Equal([2, 5], status.Migrations.Where(step => !step.Applied).Select(step => step.Number));
        await Boxes.SaveAsync(new SqlSandboxStore(await database.OpenAsync()), "a");
        Assert.All(new SqliteSchema(database.FileName, TimeProvider.System).Status().Migrations, step => Assert.True(step.Applied));
    }

    [Fact]
    public async Task Step_that_fails_leaves_nothing_of_itself()
    {
        await using var database = new SqliteTestDatabase();
        using (var connection = OpenSqlite(database.FileName, create: true))
        {
            // So that the last statement of a step fails.
            connection.Execute("CREATE TABLE idempotency_keys (other TEXT)");
        }
        Assert.Throws<WarrenException>(() => new SqliteStorage(database.FileName));
        using var after = OpenSqlite(database.FileName);
        Assert.Equal(0, after.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name IN ('sandboxes', 'events')"));
        Assert.Equal(0, after.ExecuteScalar<long>("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Postgres_of_a_newer_version_is_refused_and_shown()
    {
        await using var database = new PostgresTestDatabase(postgres);
        await database.OpenAsync();
        await database.ExecuteAsync("INSERT INTO schema_migrations (number, name, applied_at) VALUES (999, '0999-later', 0)");
        var refused = await Assert.ThrowsAsync<WarrenException>(() => database.OpenAsync());
        Assert.Equal(ErrorCode.EngineUnavailable, refused.Code);
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        var shown = new PostgresSchema(await database.GetOptionsAsync(), TimeProvider.System).Status().Migrations[^1];
        Assert.Equal(("0999-later", true), (shown.Name, shown.Newer));
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_an_empty_database_all_come_up()
    {
        await using var database = new PostgresTestDatabase(postgres);
        await database.GetOptionsAsync();
        var storages = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => database.OpenAsync($"server{number}"), Token)));
        await Task.WhenAll(storages.Select((storage, number) => Boxes.SaveAsync(new SqlSandboxStore(storage), $"s{number}")));
        Assert.Equal(4, (await new SqlSandboxStore(storages[0]).ReadEventsAsync(new("alice"), 0, 10, Token)).Count);
    }

    [Fact]
    public async Task Postgres_goes_back_only_when_no_server_runs()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var storage = await database.OpenAsync();
        await Boxes.SaveAsync(new SqlSandboxStore(storage), "a");
        var schema = new PostgresSchema(await database.GetOptionsAsync(), TimeProvider.System);
        var refused = Assert.Throws<WarrenException>(() => schema.Rollback(2));
        Assert.Equal(ErrorCode.Conflict, refused.Code);
        Assert.Contains("stop", refused.Message, StringComparison.Ordinal);
        ((PostgresStorage)storage).Dispose();
        Assert.Equal([1, 2], schema.Rollback(2).Migrations.Where(step => step.Applied).Select(step => step.Number));
    }

    private static async Task UpAndBackAsync(IDatabaseSchema schema, Func<Task<SqlStorage>>? open, Func<Task<IReadOnlyList<string>>> describe)
    {
        var numbers = schema.Status().Migrations.Select(step => step.Number).ToList();
        Assert.All(schema.Status().Migrations, step => Assert.False(step.Applied));
        schema.Migrate();
        var newest = await describe();
        // Down to every version, the oldest last, and up again each time, to the same schema.
        foreach (var number in numbers.SkipLast(1).Reverse().Append(0))
        {
            Assert.Equal(numbers.Where(each => each <= number), schema.Rollback(number).Migrations.Where(step => step.Applied).Select(step => step.Number));
            Assert.All(schema.Migrate().Migrations, step => Assert.True(step.Applied && step.AppliedAt is not null));
            Assert.Equal(newest, await describe());
        }
        if (open is not null)
            await Boxes.SaveAsync(new SqlSandboxStore(await open()), "a");
    }

    private static SqliteConnection OpenSqlite(string file, bool create = false)
    {
        _ = new SqliteSchema(file + ".none", TimeProvider.System).Status(); // Binds the library.
        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode={(create ? "ReadWriteCreate" : "ReadWrite")}");
        connection.Open();
        return connection;
    }
}
