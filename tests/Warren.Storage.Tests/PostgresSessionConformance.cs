using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresSessionConformance(PostgresFixture postgres) : SessionStoreConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
