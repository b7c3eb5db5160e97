using Dapper;
using Warren.Sandboxes;
using Warren.Storage.Postgres;

namespace Warren.Storage.Tests;

/// <summary>Servers that share a database.</summary>
public sealed class PostgresServersTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_takes_up_its_own_sandboxes_and_finds_all()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var (one, two) = await OpenAsync(database);
        await Boxes.SaveAsync(one, "a");
        await Boxes.SaveAsync(two, "b");
        Assert.Equal("a", Assert.Single(await one.LoadAsync(Token)).Snapshot.Id);
        Assert.Equal("b", Assert.Single(await two.LoadAsync(Token)).Snapshot.Id);
        Assert.NotNull(await one.FindAsync("b", Token));
        Assert.Equal(["a", "b"], (await one.ReadEventsAsync(new("alice"), 0, 10, Token)).Select(happened => happened.SandboxId));
        var next = new SqlSandboxStore(await database.OpenAsync());
        Assert.Equal("a", Assert.Single(await next.LoadAsync(Token)).Snapshot.Id);
    }

    [Fact]
    public async Task Name_and_key_are_taken_for_all()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var (one, two) = await OpenAsync(database);
        await one.SaveAsync(Boxes.Record("a", "box"), [], new("alice", "k", "digest", "a", DateTimeOffset.UnixEpoch), Token);
        Assert.Equal("a", (await two.FindKeyAsync("alice", "k", Token))!.SandboxId);
        Assert.Contains("box", (await Assert.ThrowsAsync<Warren.Api.WarrenException>(() => two.SaveAsync(Boxes.Record("b", "box"), [], null, Token))).Message, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", (await Assert.ThrowsAsync<Warren.Api.WarrenException>(
            () => two.SaveAsync(Boxes.Record("b"), [], new("alice", "k", "digest", "b", DateTimeOffset.UnixEpoch), Token))).Message, StringComparison.Ordinal);
        Assert.Empty(await two.LoadAsync(Token));
    }

    [Fact]
    public async Task Runs_of_tools_are_of_the_server_that_ran_them()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var (one, two) = (new SqlToolRunStore(await database.OpenAsync()), new SqlToolRunStore(await database.OpenBesideAsync()));
        await one.SaveAsync(new("alice", new()
        {
            Id = "a",
            Tool = "shell",
            SessionId = "s",
            State = Warren.Api.Tools.ToolRunState.Running,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch,
        }), Token);
        Assert.Single(await one.ListUnfinishedAsync(Token));
        Assert.Empty(await two.ListUnfinishedAsync(Token));
        Assert.Empty(await two.ListIdsAsync(Token));
        Assert.Empty(await two.ListAsync(new("alice"), null, 10, Token));
        Assert.Null(await two.FindAsync("a", Token));
    }

    [Fact]
    public async Task Everyone_sees_every_event_once_in_the_order_of_versions()
    {
        const int each = 100;
        await using var database = new PostgresTestDatabase(postgres);
        var (one, two) = await OpenAsync(database);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (seen, following) = (new Seen(one, 2 * each), one.FollowAsync(0, stopping.Token));
        var (other, followingToo) = (new Seen(two, 2 * each), two.FollowAsync(0, stopping.Token));
        await Task.WhenAll(Enumerable.Range(0, each).SelectMany(number => new[]
        {
            Task.Run(() => Boxes.SaveAsync(one, $"a{number}"), Token),
            Task.Run(() => Boxes.SaveAsync(two, $"b{number}"), Token),
        }));
        await Task.WhenAll(seen.All, other.All).WaitAsync(Token);
        Assert.Equal(Enumerable.Range(1, 2 * each).Select(version => (long)version), seen.Versions);
        Assert.Equal(seen.Versions, other.Versions);
        await stopping.CancelAsync();
        await Task.WhenAll(following, followingToo);
    }

    [Fact]
    public async Task Events_of_others_come_also_after_the_database_was_away()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var (one, two) = await OpenAsync(database);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (seen, following) = (new Seen(one, 2), one.FollowAsync(0, stopping.Token));
        await Boxes.SaveAsync(two, "a");
        await seen.First.WaitAsync(Token);
        await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await Boxes.SaveAsync(two, "b");
        await seen.All.WaitAsync(Token);
        Assert.Equal([1, 2], seen.Versions);
        await stopping.CancelAsync();
        await following;
    }

    [Fact]
    public async Task Killed_server_leaves_its_work_to_the_other_and_its_sandboxes_to_its_next_start()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var storage = await database.OpenAsync();
        var (one, two) = (new SqlLeases(storage), new SqlLeases(await database.OpenBesideAsync()));
        await Boxes.SaveAsync(new SqlSandboxStore(storage), "a");
        Assert.NotNull(await one.TryClaimAsync("work", TimeSpan.FromSeconds(30), Token));
        // All that the database sees of a killed server is that its connections end, in the middle of a transaction even.
        var writing = storage.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM sandboxes");
            await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            throw new InvalidOperationException("killed");
        }, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writing);
        ((PostgresStorage)storage).Dispose();

        Assert.Null(await two.TryClaimAsync("work", TimeSpan.FromSeconds(30), Token));
        await database.PassAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(await two.TryClaimAsync("work", TimeSpan.FromSeconds(30), Token));
        var next = new SqlSandboxStore(await database.OpenAsync());
        Assert.Equal("a", Assert.Single(await next.LoadAsync(Token)).Snapshot.Id);
    }

    private static async Task<(ISandboxStore One, ISandboxStore Two)> OpenAsync(PostgresTestDatabase database) =>
        (new SqlSandboxStore(await database.OpenAsync()), new SqlSandboxStore(await database.OpenBesideAsync()));

    /// <summary>What a store has raised.</summary>
    private sealed class Seen
    {
        private readonly List<long> _versions = [];
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously), _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Seen(ISandboxStore store, int count) => store.Appended += events =>
        {
            lock (_versions)
            {
                _versions.AddRange(events.Select(stored => stored.Event.Version));
                _first.TrySetResult();
                if (_versions.Count >= count)
                    _all.TrySetResult();
            }
        };

        public Task First => _first.Task;

        public Task All => _all.Task;

        public IReadOnlyList<long> Versions
        {
            get
            {
                lock (_versions)
                    return [.. _versions];
            }
        }
    }
}
