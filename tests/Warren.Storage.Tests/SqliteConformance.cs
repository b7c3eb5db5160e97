using Warren.Sandboxes;
using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

public sealed class SqliteConformance : StoreConformance
{
    protected override StoreHarness CreateHarness() => new Harness();

    private sealed class Harness : StoreHarness
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
        private readonly List<SqliteSandboxStore> _stores = [];

        public override Task<ISandboxStore> OpenAsync()
        {
            var store = new SqliteSandboxStore(Path.Combine(_folder.FullName, "warren.db"));
            _stores.Add(store);
            return Task.FromResult<ISandboxStore>(store);
        }

        public override ValueTask DisposeAsync()
        {
            _stores.ForEach(store => store.Dispose());
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
