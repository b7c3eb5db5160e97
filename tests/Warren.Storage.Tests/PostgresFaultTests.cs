using System.Collections.Concurrent;
using System.Text;
using Dapper;
using Warren.Api;
using Warren.Storage.Postgres;
using Warren.TestKit;

namespace Warren.Storage.Tests;

/// <summary>What callers are told, and what is there, when the database or the way to it goes away.</summary>
public sealed class PostgresFaultTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Database_that_is_killed_in_the_middle_of_writes_has_once_what_it_acknowledged()
    {
        Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
        await using var server = await PostgresServer.StartAsync(Token);
        using var storage = Open(await server.CreateDatabaseAsync(Token));
        var store = new SqlSandboxStore(storage);
        var answered = new ConcurrentDictionary<string, bool>();
        var some = new TaskCompletionSource();
        var writes = Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            var id = $"s{number}";
            try
            {
                await Boxes.SaveAsync(store, id);
                answered[id] = true;
            }
            catch (WarrenException failure)
            {
                Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
                answered[id] = false;
            }
            if (answered.Count >= 40)
                some.TrySetResult();
        }, Token)).ToArray();
        await some.Task.WaitAsync(Token);
        await server.KillAsync(Token);
        await server.StartAgainAsync(Token);
        await Task.WhenAll(writes);

        // The server that is there goes on, and another one sees the same.
        await Boxes.SaveAsync(store, "after");
        var there = (await store.LoadAsync(Token)).Select(record => record.Snapshot.Id).ToHashSet();
        var events = (await store.ReadEventsAsync(new("alice"), 0, 1000, Token)).Select(happened => happened.SandboxId).ToList();
        Assert.Contains("after", there);
        Assert.Equal([.. answered.Where(answer => answer.Value).Select(answer => answer.Key).Append("after").Order()], there.Order());
        Assert.Equal(there.Order(), events.Order());
        Assert.Equal(events.Count, (await store.ReadEventRangeAsync(Token)).Latest);
    }

    [Theory]
    [InlineData(ProxyCut.After)]
    [InlineData(ProxyCut.Before)]
    public async Task Write_is_there_once_where_its_commit_or_the_answer_to_it_was_lost(ProxyCut where)
    {
        var server = await postgres.GetAsync();
        await using var proxy = new TcpProxy(server.Port);
        using var storage = Open(await server.CreateDatabaseAsync(Token, proxy.Port));
        var store = new SqlSandboxStore(storage);
        await Boxes.SaveAsync(store, "a");
        var cuts = 0;
        proxy.OnSent = sent => Holds(sent, "COMMIT\0") && Interlocked.Increment(ref cuts) == 1 ? where : ProxyCut.Not;

        await Boxes.SaveAsync(store, "b");

        Assert.True(cuts >= 1);
        Assert.Equal(["a", "b"], (await store.LoadAsync(Token)).Select(record => record.Snapshot.Id).Order());
        Assert.Equal(["a", "b"], (await store.ReadEventsAsync(new("alice"), 0, 10, Token)).Select(happened => happened.SandboxId));
        Assert.Equal(2, (await store.ReadEventRangeAsync(Token)).Latest);
    }

    [Fact]
    public async Task Caller_is_told_where_nobody_can_know_whether_it_was_written()
    {
        var server = await postgres.GetAsync();
        await using var proxy = new TcpProxy(server.Port);
        var options = PostgresOptions.TryParse(await server.CreateDatabaseAsync(Token, proxy.Port), out _)!;
        using var storage = new PostgresStorage(options with { CommitPatience = TimeSpan.FromMilliseconds(1) }, "first", TimeProvider.System);
        var store = new SqlSandboxStore(storage);
        await Boxes.SaveAsync(store, "a");
        proxy.OnSent = sent =>
        {
            proxy.Refuses = Holds(sent, "COMMIT\0");
            return Holds(sent, "COMMIT\0") ? ProxyCut.After : ProxyCut.Not;
        };

        var failure = await Assert.ThrowsAsync<WarrenException>(() => Boxes.SaveAsync(store, "b"));

        Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
        Assert.Contains("not known", failure.Message, StringComparison.Ordinal);
        (proxy.OnSent, proxy.Refuses) = (_ => ProxyCut.Not, false);
        await Boxes.SaveAsync(store, "c");
        Assert.Equal(["a", "b", "c"], (await store.LoadAsync(Token)).Select(record => record.Snapshot.Id).Order());
    }

    [Fact]
    public async Task Connections_that_break_while_they_are_idle_are_not_noticed()
    {
        var server = await postgres.GetAsync();
        await using var proxy = new TcpProxy(server.Port);
        using var storage = Open(await server.CreateDatabaseAsync(Token, proxy.Port));
        var store = new SqlSandboxStore(storage);
        for (var round = 0; round < 3; round++)
        {
            await Boxes.SaveAsync(store, $"s{round}");
            Assert.Equal(round + 1, (await store.LoadAsync(Token)).Count);
            proxy.CutAll();
        }
        await store.CheckAsync(Token);
    }

    [Fact]
    public async Task Database_that_is_away_is_told_at_once_and_used_again_when_it_is_back()
    {
        var server = await postgres.GetAsync();
        await using var proxy = new TcpProxy(server.Port);
        using var storage = Open(await server.CreateDatabaseAsync(Token, proxy.Port));
        var store = new SqlSandboxStore(storage);
        proxy.Refuses = true;
        proxy.CutAll();

        foreach (var call in new Func<Task>[] { () => Boxes.SaveAsync(store, "a"), () => store.LoadAsync(Token), () => store.CheckAsync(Token) })
        {
            var failure = await Assert.ThrowsAsync<WarrenException>(call);
            Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
            Assert.DoesNotContain("127.0.0.1", failure.Message, StringComparison.Ordinal);
        }

        proxy.Refuses = false;
        await Boxes.SaveAsync(store, "b");
        Assert.Equal("b", Assert.Single(await store.LoadAsync(Token)).Snapshot.Id);
    }

    [Fact]
    public async Task Server_that_holds_the_lock_of_writers_too_long_is_not_waited_for_without_end()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var options = await database.GetOptionsAsync() with { CommandTimeout = TimeSpan.FromSeconds(1) };
        using var storage = new PostgresStorage(options, "first", TimeProvider.System);
        var store = new SqlSandboxStore(storage);
        await using (var other = await (await postgres.GetAsync()).OpenAsync(options.Database, Token))
        {
            await other.ExecuteAsync("SELECT pg_advisory_lock(@Writer)", new { PostgresLocks.Writer });
            var failure = await Assert.ThrowsAsync<WarrenException>(() => Boxes.SaveAsync(store, "a"));
            Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
            Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        }
        await Boxes.SaveAsync(store, "b");
        Assert.Equal("b", Assert.Single(await store.LoadAsync(Token)).Snapshot.Id);
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task Write_that_others_were_in_the_way_of_is_done_again(string state)
    {
        await using var database = new PostgresTestDatabase(postgres);
        var storage = await database.OpenAsync();
        var runs = 0;
        await storage.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync("INSERT INTO leases (work, holder, term, ends_at) VALUES ('one', '', 1, 1)");
            if (++runs < 3)
                await connection.ExecuteAsync($"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$");
        }, Token);
        Assert.Equal(3, runs);
        Assert.Equal(1, await storage.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM leases"), Token));
    }

    [Fact]
    public async Task Write_that_hides_that_a_statement_failed_is_not_taken_for_done()
    {
        await using var database = new PostgresTestDatabase(postgres);
        var storage = await database.OpenAsync();
        await Assert.ThrowsAsync<WarrenException>(() => storage.WriteAsync(async connection =>
        {
            await connection.ExecuteAsync("INSERT INTO leases (work, holder, term, ends_at) VALUES ('one', '', 1, 1)");
            await Assert.ThrowsAnyAsync<Exception>(() => connection.ExecuteAsync("INSERT INTO leases (work) VALUES (NULL)"));
        }, Token));
        Assert.Equal(0, await storage.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM leases"), Token));
    }

    private static bool Holds(ReadOnlyMemory<byte> sent, string word) => sent.Span.IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;

    private static PostgresStorage Open(string url) => new(PostgresOptions.TryParse(url, out _)!, "first", TimeProvider.System);
}
