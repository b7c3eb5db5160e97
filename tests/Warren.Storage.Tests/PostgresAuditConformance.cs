using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresAuditConformance(PostgresFixture postgres) : AuditStoreConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
