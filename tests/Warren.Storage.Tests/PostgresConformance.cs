using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresConformance(PostgresFixture postgres) : StoreConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
