using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteToolRunConformance : ToolRunStoreConformance
{
    protected override TestDatabase CreateDatabase() => new SqliteTestDatabase();
}
