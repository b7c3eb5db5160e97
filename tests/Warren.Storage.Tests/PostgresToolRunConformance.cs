using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class PostgresToolRunConformance(PostgresFixture postgres) : ToolRunStoreConformance
{
    protected override TestDatabase CreateDatabase() => new PostgresTestDatabase(postgres);
}
