using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>The server's program with <c>DATABASE_URL</c>, and what it does with the schema instead of serving.</summary>
public sealed class PostgresProcessTests : IAsyncLifetime
{
    private PostgresServer? _postgres;

    private static CancellationToken Token => ServerFixture.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, as the server does");
        Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
        _postgres = await PostgresServer.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Killed_server_takes_nothing_from_the_other_and_comes_back()
    {
        var url = await _postgres!.CreateDatabaseAsync(Token);
        await using var one = new ServerProcess(url);
        await using var two = new ServerProcess(url);
        using var mine = await one.StartAsync();
        using var theirs = await two.StartAsync();
        await one.KillAsync();

        Assert.Equal("v0", (await theirs.GetVersionAsync(Token)).Api);
        using (var ready = await new HttpClient { BaseAddress = theirs.Server }.GetAsync("/health/ready", Token))
            Assert.True(ready.IsSuccessStatusCode);
        using var again = await one.StartAsync();
        Assert.Equal("v0", (await again.GetVersionAsync(Token)).Api);

        // While one runs there is no going back.
        var refused = await one.RunAsync("--db-action", "rollback", "--db-to", "0");
        Assert.Equal(73, refused.ExitCode);
        Assert.Contains("A server runs on this database", refused.Errors, StringComparison.Ordinal);
        await one.KillAsync();
        await two.KillAsync();
        var back = await one.RunAsync("--db-action", "rollback", "--db-to", "0");
        Assert.Equal((0, ""), (back.ExitCode, back.Errors));
        Assert.All(back.Status!.Migrations, step => Assert.False(step.Applied));
        Assert.DoesNotContain("@ word", back.Status.Database, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_of_a_file_is_shown_made_and_undone_without_a_server()
    {
        await using var server = new ServerProcess(null);
        var before = await server.RunAsync("--db-action", "status");
        Assert.Equal((0, "sqlite"), (before.ExitCode, before.Status!.Kind));
        Assert.All(before.Status.Migrations, step => Assert.False(step.Applied));
        Assert.All((await server.RunAsync("--db-action", "migrate")).Status!.Migrations, step => Assert.True(step.Applied));
        using (await server.StartAsync())
        {
            var refused = await server.RunAsync("--db-action", "rollback", "--db-to", "2");
            Assert.Equal(73, refused.ExitCode);
            Assert.Contains("A server runs on this state folder", refused.Errors, StringComparison.Ordinal);
            Assert.All((await server.RunAsync("--db-action", "status")).Status!.Migrations, step => Assert.True(step.Applied));
        }
        await server.KillAsync();
        Assert.Equal([1, 2], (await server.RunAsync("--db-action", "rollback", "--db-to", "2")).Status!.Migrations.Where(step => step.Applied).Select(step => step.Number));
    }

    [Fact]
    public async Task Sandboxes_that_are_in_the_file_are_not_left_for_another_database()
    {
        await using var server = new ServerProcess(await _postgres!.CreateDatabaseAsync(Token));
        using (var storage = new SqliteStorage(Path.Combine(server.StateFolder, "warren.db")))
            await new SqlSandboxStore(storage).SaveAsync(new("local", new()
            {
                Id = "aaaaaaaaaaaaaaaa",
                Spec = new(),
                ImageDigest = "sha256:0",
                State = Warren.Api.Sandboxes.SandboxState.Stopped,
                DesiredState = Warren.Api.Sandboxes.DesiredState.Stopped,
                Version = 1,
                CreatedAt = DateTimeOffset.UnixEpoch,
                ChangedAt = DateTimeOffset.UnixEpoch,
            }, new Dictionary<string, string>()), [], null, Token);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(server.StartAsync);

        Assert.Contains("Start without DATABASE_URL and delete them", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_that_cannot_be_used_ends_the_start_with_the_reason_and_without_the_password()
    {
        await using var server = new ServerProcess(_postgres!.UrlOf("nothing"));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(server.StartAsync);
        Assert.Contains("not there", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("@ word", failure.Message, StringComparison.Ordinal);
    }
}
