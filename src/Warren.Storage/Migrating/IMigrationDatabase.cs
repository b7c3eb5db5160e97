using System.Data.Common;

namespace Warren.Storage.Migrating;

/// <summary>What databases do differently about their schema.</summary>
internal interface IMigrationDatabase
{
    /// <summary>Folder of its migrations.</summary>
    string Folder { get; }

    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>Whether a table is there.</summary>
    bool HasTable(DbConnection connection, string table);

    /// <summary>Numbers that a version without a table of them has applied, in whichever way it noted that.</summary>
    int AppliedBefore(DbConnection connection);

    /// <summary>Notes the newest number where versions without a table of them look; part of the step's transaction.</summary>
    void Note(DbConnection connection, DbTransaction transaction, int newest);
}
