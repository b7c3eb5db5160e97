using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresLeasesConformance(PostgresFixture postgres) : LeasesConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
