using Warren.Access;
using Warren.Access.Audit;
using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

internal sealed class SqliteAccessHarness : AccessStoreHarness
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
    private readonly List<SqliteStorage> _opened = [];

    public override Task<(IAccessStore Access, IAuditStore Audit)> OpenAsync()
    {
        var storage = new SqliteStorage(Path.Combine(_folder.FullName, "warren.db"));
        _opened.Add(storage);
        return Task.FromResult<(IAccessStore, IAuditStore)>((new SqlAccessStore(storage), new SqlAuditStore(storage)));
    }

    public override ValueTask DisposeAsync()
    {
        _opened.ForEach(storage => storage.Dispose());
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
