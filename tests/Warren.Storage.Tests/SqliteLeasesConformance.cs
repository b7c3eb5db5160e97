using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteLeasesConformance : LeasesConformance
{
    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();
}
