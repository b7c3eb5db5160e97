using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Warren.Api;
using Warren.Storage.Sqlite;

namespace Warren.Storage.Tests;

public sealed class SqliteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "warren.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Database_of_a_newer_version_is_refused()
    {
        new SqliteStorage(Database).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 999");
        }
        Assert.Contains("newer version", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_database_is_refused_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(Database, new string('x', 8192), Token);
        Assert.Contains("damaged", Refusal(), StringComparison.Ordinal);
        Assert.Equal(8192, new FileInfo(Database).Length);
    }

    [Fact]
    public async Task Disk_that_was_full_at_a_commit_is_written_again_once_it_has_room()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a small disk");
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder.FullName);
        try
        {
            using var storage = new SqliteStorage(Database);
            var store = new SqlSandboxStore(storage);
            var filling = Path.Combine(_folder.FullName, "filling");
            using (var file = File.Create(filling))
                Fill(file);
            var refusal = await Assert.ThrowsAsync<WarrenException>(async () =>
            {
                while (true)
                    await AppendAsync(store);
            });
            Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
            File.Delete(filling);
            var before = (await store.ReadEventRangeAsync(Token)).Latest;
            await AppendAsync(store);
            Assert.Equal(before + 1, (await store.ReadEventRangeAsync(Token)).Latest);
        }
        finally
        {
            await RunAsync("umount", _folder.FullName);
        }
    }

    [Fact]
    public void Folder_that_cannot_be_written_is_named_without_its_path()
    {
        var refusal = Assert.Throws<WarrenException>(() => new SqliteStorage("/proc/warren.db")).Message;
        Assert.DoesNotContain("/proc", refusal, StringComparison.Ordinal);
        Assert.Contains("warren.db", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_the_version_before_are_taken_over_once()
    {
        var old = Directory.CreateDirectory(Path.Combine(_folder.FullName, "sandboxes"));
        await File.WriteAllTextAsync(Path.Combine(old.FullName, "aaaaaaaaaaaaaaaa.json"), """
            {"Owner":"local","Snapshot":{"Id":"aaaaaaaaaaaaaaaa","Spec":{"Name":"one","Image":"warren/worker","Driver":"oci","Runtime":"runc","Cpu":1,
            "Memory":536870912,"Disk":1073741824,"Pids":512,"Network":"none","Env":{},"Workdir":"/workspace","User":"agent","Labels":{"a":"b"}},
            "ImageDigest":"sha256:1","State":"running","DesiredState":"running","Reason":null,"Version":2,"CreatedAt":"2026-01-01T00:00:00.1234567+00:00",
            "StartedAt":"2026-01-01T00:00:01+00:00","ChangedAt":"2026-01-01T00:00:01+00:00"},"Environment":{"PATH":"/bin"}}
            """, Token);
        await File.WriteAllTextAsync(Path.Combine(old.FullName, "bbbbbbbbbbbbbbbb.json"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(old.FullName, "cccccccccccccccc.json.new"), "{", Token);
        using var storage = new SqliteStorage(Database);
        var store = new SqlSandboxStore(storage);
        await RecordFiles.ImportAsync(old.FullName, store, Token);
        await RecordFiles.ImportAsync(old.FullName, store, Token);
        var record = Assert.Single(await store.LoadAsync(Token));
        Assert.Equal(("local", "one", 2L, "/bin"), (record.Owner, record.Snapshot.Spec.Name, record.Snapshot.Version, record.Environment["PATH"]));
        Assert.False(Directory.Exists(old.FullName));
    }

    private string Refusal() => Assert.Throws<WarrenException>(() => new SqliteStorage(Database)).Message;

    private static void Fill(FileStream file)
    {
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // There is no room any more.
        }
    }

    private static Task AppendAsync(SqlSandboxStore store) => store.AppendAsync(
        [new("alice", new() { Version = 0, Time = DateTimeOffset.UnixEpoch, Type = "exec.started", SandboxId = "a" })], Token);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }
}
