using Warren.Storage.Conformance;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Storage.Tests;

/// <summary>An SQLite file in a folder of its own.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");
    private readonly List<SqliteStorage> _opened = [];
    private readonly MovableClock _clock = new();

    /// <summary>The file.</summary>
    public string FileName => Path.Combine(_folder.FullName, "warren.db");

    public override Task<SqlStorage> OpenAsync()
    {
        var storage = new SqliteStorage(FileName, _clock);
        _opened.Add(storage);
        return Task.FromResult<SqlStorage>(storage);
    }

    public override async Task<SqlStorage> OpenBesideAsync() => _opened.Count > 0 ? _opened[0] : await OpenAsync();

    public override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _opened.ForEach(storage => storage.Dispose());
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
