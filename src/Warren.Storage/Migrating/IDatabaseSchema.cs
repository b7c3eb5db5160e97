using Warren.Api.Local;

namespace Warren.Storage.Migrating;

/// <summary>The schema of a database, for the operator. No server need run.</summary>
/// <remarks>Every method throws <see cref="Api.WarrenException"/> with EngineUnavailable where the database is away.</remarks>
public interface IDatabaseSchema
{
    /// <summary>What it is like. Nothing is changed or made.</summary>
    DatabaseStatus Status();

    /// <summary>Brings it up to date.</summary>
    /// <exception cref="Api.WarrenException">It is of a newer version of Warren.</exception>
    DatabaseStatus Migrate();

    /// <summary>Undoes the steps behind a number, the newest first.</summary>
    /// <param name="number">The last step that stays; 0 for none.</param>
    /// <exception cref="Api.WarrenException">
    /// It is of a newer version, InvalidState where a step has no way back, Conflict while a server runs on it.
    /// </exception>
    DatabaseStatus Rollback(int number);
}
