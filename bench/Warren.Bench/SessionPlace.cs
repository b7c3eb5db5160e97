using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Client;
using Warren.Sandboxes;
using Warren.Sessions;
using Warren.Storage;
using Warren.Storage.Postgres;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Bench;

/// <summary>A server whose database has many sessions, and somebody who is signed in there. The sessions are written by the product's store, beside the server.</summary>
internal sealed class SessionPlace : IAsyncDisposable
{
    /// <summary>Who is signed in. One of ten sessions is theirs.</summary>
    public const string Caller = "admin";

    /// <summary>A label of every session, whose value is one of ten digits.</summary>
    public const string Label = "team";

    private const int AtOnce = 256, Seed = 1;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(Seed);
    private readonly List<Session> _sessions = [];
    private readonly SqlStorage _storage;
    private readonly Func<CancellationToken, Task<DbConnection>> _open;
    private readonly string _url;

    private SessionPlace(BenchServer server, string token, string url, SqlStorage storage, Func<CancellationToken, Task<DbConnection>> open)
    {
        (Server, Token, _url, _storage, _open) = (server, token, url, storage, open);
        Store = new(storage);
    }

    /// <summary>Whether other servers can be started on its database.</summary>
    public bool IsShared => _url.Length > 0;

    /// <summary>Which database it is.</summary>
    public string Database => IsShared ? "PostgreSQL" : "SQLite";

    /// <summary>The server.</summary>
    public BenchServer Server { get; }

    /// <summary>The token of the caller's login.</summary>
    public string Token { get; }

    /// <summary>The product's store, of this process, on the server's database.</summary>
    public SqlSessionStore Store { get; }

    /// <summary>All sessions, oldest first.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>Starts a server on SQLite.</summary>
    public static Task<SessionPlace> StartAsync(CancellationToken cancellationToken) => StartAsync("", server =>
    {
        var file = Path.Combine(server.Folder, "warren.db");
        return (new SqliteStorage(file), token => OpenAsync(new SqliteConnection($"Data Source={file};Pooling=False"), token));
    }, cancellationToken);

    /// <summary>Starts a server on a new database of PostgreSQL.</summary>
    public static async Task<SessionPlace> StartAsync(PostgresServer postgres, CancellationToken cancellationToken)
    {
        var url = await postgres.CreateDatabaseAsync(cancellationToken);
        var options = PostgresOptions.TryParse(url, out var errors) ?? throw new InvalidOperationException(string.Join(' ', errors));
        return await StartAsync(url, server => (
            new PostgresStorage(options, server.Installation, TimeProvider.System), async token => await postgres.OpenAsync(options.Database, token)), cancellationToken);
    }

    /// <summary>Starts another server on the same database.</summary>
    public Task<BenchServer> StartBesideAsync(CancellationToken cancellationToken) =>
        BenchServer.StartAsync(WorkerImage.Store, new BenchServerOptions(MaxIdle: 0, _url), TimeProvider.System, cancellationToken);

    /// <summary>Signs the caller in anew.</summary>
    public Task<string> LoginAsync(CancellationToken cancellationToken) => LoginAsync(Server, cancellationToken);

    /// <summary>Opens a connection of the database's own driver, past the product.</summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => _open(cancellationToken);

    /// <summary>Writes sessions until there are so many.</summary>
    public async Task GrowAsync(int size, CancellationToken cancellationToken)
    {
        var added = Enumerable.Range(_sessions.Count, size - _sessions.Count).Select(Create).ToList();
        await Parallel.ForEachAsync(added, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (session, token) =>
            await Store.AddAsync(new(session), key: null, Begin, token));
        _sessions.AddRange(added);
        // PostgreSQL does so by itself within a minute (autovacuum), and plans by what it counts then; SQLite is as the product leaves it.
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = connection is NpgsqlConnection ? "VACUUM ANALYZE sessions, session_labels" : "PRAGMA wal_checkpoint(PASSIVE)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ((IDisposable)_storage).Dispose();
        await Server.DisposeAsync();
    }

    private static async Task<SessionPlace> StartAsync(
        string url, Func<BenchServer, (SqlStorage Storage, Func<CancellationToken, Task<DbConnection>> Open)> open, CancellationToken cancellationToken)
    {
        var server = await BenchServer.StartAsync(WorkerImage.Store, new BenchServerOptions(MaxIdle: 0, url), TimeProvider.System, cancellationToken);
        try
        {
            var token = await LoginAsync(server, cancellationToken);
            var (storage, connect) = open(server);
            return new(server, token, url, storage, connect);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> LoginAsync(BenchServer server, CancellationToken cancellationToken)
    {
        using var client = new WarrenClient(server.Client.Server, token: null);
        return (await client.Auth.LoginAsync(Caller, BenchServer.AdminPassword, cancellationToken)).Token;
    }

    private static async Task<DbConnection> OpenAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    // Of ten people, ten teams, and four states: three of four are idle.
    private Session Create(int number) => new()
    {
        Id = SandboxId.New(),
        Name = string.Create(CultureInfo.InvariantCulture, $"session-{number}"),
        Workspace = "default",
        State = _random.Next(20) switch { 0 => SessionState.Error, < 5 => SessionState.Ready, _ => SessionState.Idle },
        StartingPrompt = "Read the issue, write a failing test for it, mend it, and say in two sentences what was wrong and how that is known now.",
        AgentIds = [SandboxId.New()],
        IdleTimeoutSeconds = 300,
        Labels = new Dictionary<string, string> { [Label] = _random.Next(10).ToString(CultureInfo.InvariantCulture) },
        Image = "warren/worker",
        Cpu = 0.5,
        Memory = 512 << 20,
        Disk = 1 << 30,
        Network = NetworkPolicy.None,
        Secrets = ["GIT_TOKEN"],
        Setup = [new(["git", "clone", "https://git.example/project", "/workspace/project"])],
        SetupStatus = SetupStatus.Completed,
        CreatedBy = _random.Next(10) is > 0 and var other ? string.Create(CultureInfo.InvariantCulture, $"person-{other}") : Caller,
        CreatedAt = Begin.AddSeconds(number),
        LastActivityAt = Begin.AddSeconds(number),
        Version = 1,
    };
}
