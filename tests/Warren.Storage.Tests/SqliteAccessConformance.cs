using Warren.Storage.Conformance;

namespace Warren.Storage.Tests;

public sealed class SqliteAccessConformance : AccessStoreConformance
{
    protected override AccessStoreHarness CreateHarness() => new SqliteAccessHarness();
}
