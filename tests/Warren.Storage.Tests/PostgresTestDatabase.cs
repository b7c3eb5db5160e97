using Npgsql;
using Warren.Storage.Conformance;
using Warren.Storage.Postgres;

namespace Warren.Storage.Tests;

/// <summary>A database of the tests' PostgreSQL server.</summary>
public sealed class PostgresTestDatabase(PostgresFixture postgres) : TestDatabase
{
    private readonly List<PostgresStorage> _opened = [];
    private string? _url;

    public override Task<SqlStorage> OpenAsync() => OpenAsync("first");

    public override Task<SqlStorage> OpenBesideAsync() => OpenAsync("second");

    /// <summary>Opens it as the server of an installation.</summary>
    public async Task<SqlStorage> OpenAsync(string installation)
    {
        var storage = new PostgresStorage(await GetOptionsAsync(), installation, TimeProvider.System);
        _opened.Add(storage);
        return storage;
    }

    /// <summary>Where it is.</summary>
    public async Task<PostgresOptions> GetOptionsAsync()
    {
        _url ??= await (await postgres.GetAsync()).CreateDatabaseAsync(TestContext.Current.CancellationToken);
        return PostgresOptions.TryParse(_url, out _)!;
    }

    /// <summary>Runs SQL past the storage.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await (await postgres.GetAsync()).OpenAsync((await GetOptionsAsync()).Database, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public override Task PassAsync(TimeSpan time) => ExecuteAsync(FormattableString.Invariant($"UPDATE leases SET ends_at = ends_at - {(long)time.TotalMilliseconds}"));

    public override ValueTask DisposeAsync()
    {
        _opened.ForEach(storage => storage.Dispose());
        return ValueTask.CompletedTask;
    }
}
