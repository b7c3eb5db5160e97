using System.Globalization;
using Warren.Storage.Postgres;

namespace Warren.Server.Hosting;

/// <summary>Reads the settings of the database; what is wrong is added to the errors.</summary>
internal static class DatabaseSettings
{
    /// <summary>Name of the SQLite file in the state folder, where no other database is set.</summary>
    public const string FileName = "warren.db";

    /// <summary>A PostgreSQL database by its address; null for SQLite.</summary>
    public static PostgresOptions? Postgres(string? url, Dictionary<string, string[]> errors)
    {
        if (url is null)
            return null;
        var options = PostgresOptions.TryParse(url, out var wrong);
        if (wrong.Count > 0)
            errors["database-url"] = [.. wrong];
        return options;
    }

    /// <summary>What to do with the schema instead of serving; null for nothing.</summary>
    public static DatabaseTask? Task(string? text, string? number, Dictionary<string, string[]> errors)
    {
        switch (text, number)
        {
            case (null, _):
                return null;
            case ("status", null):
                return new(DatabaseAction.Status, 0);
            case ("migrate", null):
                return new(DatabaseAction.Migrate, 0);
            case ("rollback", not null) when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var to):
                return new(DatabaseAction.Rollback, to);
            default:
                errors["db-action"] = ["Give status, migrate, or rollback with --db-to and the number of the last step that stays."];
                return null;
        }
    }
}
