using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;
using Warren.Tools.Runs;

namespace Warren.Storage.Tests;

public sealed class SqliteToolRunConformance : ToolRunStoreConformance
{
    protected override ToolRunStoreHarness CreateHarness() => new Harness();

    private sealed class Harness : ToolRunStoreHarness
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
        private readonly List<SqliteStorage> _opened = [];

        public override Task<IToolRunStore> OpenAsync()
        {
            var storage = new SqliteStorage(Path.Combine(_folder.FullName, "warren.db"));
            _opened.Add(storage);
            return Task.FromResult<IToolRunStore>(new SqlToolRunStore(storage));
        }

        public override ValueTask DisposeAsync()
        {
            _opened.ForEach(storage => storage.Dispose());
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
