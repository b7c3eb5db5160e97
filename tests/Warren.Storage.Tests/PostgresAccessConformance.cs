using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresAccessConformance(PostgresFixture postgres) : AccessStoreConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
