using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteAccessConformance : AccessStoreConformance
{
    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();
}
