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
        private readonly List<SqliteStorage> _opened = [];

        public override Task<ISandboxStore> OpenAsync()
        {
            var storage = new SqliteStorage(Path.Combine(_folder.FullName, "warren.db"));
            _opened.Add(storage);
            return Task.FromResult<ISandboxStore>(new SqlSandboxStore(storage));
        }

        public override ValueTask DisposeAsync()
        {
            _opened.ForEach(storage => storage.Dispose());
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
