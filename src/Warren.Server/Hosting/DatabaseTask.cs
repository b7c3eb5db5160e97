using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;
using Warren.Storage.Migrating;
using Warren.Storage.Postgres;
using Warren.Storage.Sqlite;

namespace Warren.Server.Hosting;

/// <summary>Something that is done with the database's schema instead of serving.</summary>
/// <param name="Action">What.</param>
/// <param name="Number">The last step that stays, of a rollback.</param>
public sealed record DatabaseTask(DatabaseAction Action, int Number)
{
    /// <summary>Does it and writes what the schema is like then to the standard output, as JSON.</summary>
    /// <exception cref="WarrenException">Conflict: a server runs on what it would change. Otherwise as of <see cref="IDatabaseSchema"/>.</exception>
    public async Task RunAsync(ServerOptions options, StateFolder state)
    {
        IDatabaseSchema schema = options.Database is { } database
            ? new PostgresSchema(database, TimeProvider.System)
            : new SqliteSchema(Path.Combine(state.Path, DatabaseSettings.FileName), TimeProvider.System);
        // What is in the state folder is its server's alone; servers on PostgreSQL have locks there.
        using var held = options.Database is null && Action != DatabaseAction.Status ? Take(state) : null;
        var status = Action switch
        {
            DatabaseAction.Migrate => schema.Migrate(),
            DatabaseAction.Rollback => schema.Rollback(Number),
            _ => schema.Status(),
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(status, WarrenJson.Wire.DatabaseStatus));
    }

    private static StateLock Take(StateFolder state) => StateLock.TryTake(state)
        ?? throw new WarrenException(ErrorCode.Conflict, "A server runs on this state folder. Stop it with `warren stop` first.");
}
