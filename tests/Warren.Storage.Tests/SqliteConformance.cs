using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteConformance : StoreConformance
{
    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();
}
