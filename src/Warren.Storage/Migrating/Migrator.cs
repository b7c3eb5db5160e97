using System.Data.Common;
using Dapper;
using Warren.Api;
using Warren.Api.Local;

namespace Warren.Storage.Migrating;

/// <summary>
/// Brings a schema up to date, or back, step by step, each of which is there as a whole or not at all. The caller keeps
/// others from doing so at the same time.
/// </summary>
internal sealed class Migrator(DbConnection connection, IMigrationDatabase database, TimeProvider time)
{
    private const string Table = "schema_migrations";
    private readonly IReadOnlyList<Migration> _known = MigrationFiles.Of(database.Folder);

    /// <summary>Every step that is known or applied, in their order.</summary>
    public IReadOnlyList<DatabaseMigration> Status()
    {
        var applied = ReadApplied();
        var known = _known.Select(step => new DatabaseMigration
        {
            Number = step.Number,
            Name = step.Name,
            AppliedAt = applied.TryGetValue(step.Number, out var row) ? row.At : null,
            Applied = applied.ContainsKey(step.Number),
            Loses = step.Lost,
        });
        var newer = Unknown(applied).Select(row => new DatabaseMigration { Number = row.Number, Name = row.Name, AppliedAt = row.At, Applied = true, Newer = true });
        return [.. known.Concat(newer).OrderBy(step => step.Number)];
    }

    /// <summary>Applies the steps that are missing.</summary>
    /// <exception cref="WarrenException">The database is of a newer version of Warren; nothing was changed.</exception>
    public void Up()
    {
        var applied = ReadApplied();
        RequireKnown(applied);
        if (!database.HasTable(connection, Table))
            Begin(applied);
        foreach (var step in _known.Where(step => !applied.ContainsKey(step.Number)))
        {
            applied[step.Number] = new(step.Number, step.Name, time.GetUtcNow());
            Do(step.Up, transaction => Insert(applied[step.Number], transaction), applied);
        }
    }

    /// <summary>Undoes the steps behind a number, the newest first.</summary>
    /// <exception cref="WarrenException">The database is of a newer version, or a step has no way back; nothing was changed.</exception>
    public void Down(int number)
    {
        var applied = ReadApplied();
        RequireKnown(applied);
        if (!database.HasTable(connection, Table))
            Begin(applied);
        var steps = _known.Where(step => step.Number > number && applied.ContainsKey(step.Number)).OrderByDescending(step => step.Number).ToList();
        if (steps.Find(step => step.Down is null) is { } oneWay)
            throw new WarrenException(ErrorCode.InvalidState, $"The step {oneWay.Name} has no way back; go back no further than to {oneWay.Number}.");
        foreach (var step in steps)
        {
            applied.Remove(step.Number);
            Do(step.Down!, transaction => connection.Execute($"DELETE FROM {Table} WHERE number = @Number", new { step.Number }, transaction), applied);
        }
    }

    private void RequireKnown(Dictionary<int, Row> applied)
    {
        if (Unknown(applied).MaxBy(row => row.Number) is { } newer)
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The database {database.Name} was written by a newer version of Warren (schema {newer.Number}, this one knows {_known[^1].Number}). Use that version, or put back a backup.");
    }

    private IEnumerable<Row> Unknown(Dictionary<int, Row> applied) => applied.Values.Where(row => _known.All(step => step.Number != row.Number));

    private Dictionary<int, Row> ReadApplied()
    {
        var newest = database.AppliedBefore(connection);
        var applied = database.HasTable(connection, Table)
            ? connection.Query<(long Number, string Name, long At)>($"SELECT number, name, applied_at FROM {Table}")
                .ToDictionary(row => (int)row.Number, row => new Row((int)row.Number, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))
            : _known.Where(step => step.Number <= newest).ToDictionary(step => step.Number, step => new Row(step.Number, step.Name, null));
        if (newest > _known[^1].Number)
            applied.TryAdd(newest, new(newest, "of a newer version", null));
        return applied;
    }

    // What was applied before there was a table is taken over into it.
    private void Begin(Dictionary<int, Row> applied) => Do(
        $"CREATE TABLE {Table} (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
        transaction =>
        {
            foreach (var row in applied.Values)
                Insert(row with { At = row.At ?? time.GetUtcNow() }, transaction);
        },
        applied);

    private void Insert(Row row, DbTransaction transaction) => connection.Execute(
        $"INSERT INTO {Table} (number, name, applied_at) VALUES (@Number, @Name, @At)",
        new { row.Number, row.Name, At = row.At!.Value.ToUnixTimeMilliseconds() }, transaction);

    private void Do(string sql, Action<DbTransaction> note, Dictionary<int, Row> applied)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(sql, transaction: transaction);
        note(transaction);
        database.Note(connection, transaction, applied.Keys.DefaultIfEmpty().Max());
        transaction.Commit();
    }

    private sealed record Row(int Number, string Name, DateTimeOffset? At);
}
