using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Warren.Api;

namespace Warren.Storage.Sqlite;

/// <summary>Brings a database's schema up to date, step by step, each of which is there as a whole or not at all.</summary>
internal static class SqliteMigrations
{
    /// <summary>Runs the steps that are missing.</summary>
    /// <exception cref="WarrenException">The database is of a newer version of Warren.</exception>
    public static void Run(SqliteConnection connection, string name)
    {
        var steps = Steps();
        var done = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (done > steps.Count)
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The database {name} was written by a newer version of Warren (schema {done}, this one knows {steps.Count}). Use that version, or put back a backup.");
        for (var number = done + 1; number <= steps.Count; number++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(steps[number - 1], transaction: transaction);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"), transaction: transaction);
            transaction.Commit();
        }
    }

    // Resources named Sqlite/0001-what and so on, without a gap.
    private static List<string> Steps()
    {
        var assembly = typeof(SqliteMigrations).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("Sqlite/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        })];
    }
}
