using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Warren.TestKit;

/// <summary>
/// A PostgreSQL server of the tests' own, with Debian's package, on a free port. It runs as a user without rights, keeps
/// nothing of worth, and can be killed and started again.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql", User = "warren", Password = "p%/:@ word";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly string _folder;
    private Process? _process;
    private int _databases;

    private PostgresServer(string folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing { get; } = FindPrograms() is null ? "needs PostgreSQL (the package postgresql of eng/packages-test.txt)" : null;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("warren-pg-").FullName;
        var server = new PostgresServer(folder, FreePort());
        try
        {
            var secret = Path.Combine(folder, "password");
            await File.WriteAllTextAsync(secret, Password, cancellationToken);
            if (Environment.IsPrivilegedProcess)
                await RunAsync("/bin/chown", ["-R", "postgres:postgres", folder], cancellationToken);
            await RunAsync(AsUser([Program("initdb"), "-D", server.Data, "-U", User, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]), cancellationToken);
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database and gives its address.</summary>
    /// <param name="port">The port to name; null for the server's own.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken, int? port = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var connection = await OpenAsync("postgres", cancellationToken);
        await ExecuteAsync(connection, $"CREATE DATABASE {name}", cancellationToken);
        return UrlOf(name, port);
    }

    /// <summary>The address of a database.</summary>
    public string UrlOf(string database, int? port = null) =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{port ?? Port}/{database}?sslmode=disable");

    /// <summary>Ends every other connection to the server, in the middle of whatever it does.</summary>
    public async Task CutConnectionsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync("postgres", cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'", cancellationToken);
    }

    /// <summary>Opens a connection to a database, past whatever is tested.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = User,
            Password = Password,
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Kills it with all its processes, as the end of its host would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } server)
            return;
        Process[] all = [server, .. Children(server.Id)];
        foreach (var process in all)
            Kill(process);
        foreach (var process in all)
        {
            await process.WaitForExitAsync(cancellationToken);
            process.Dispose();
        }
        _process = null;
    }

    /// <summary>Starts it where it was killed; returns when it takes connections.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        // What is written need outlive its processes only, not the host.
        var start = AsUser([Program("postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "max_connections=80", "-c", "shared_buffers=16MB"]);
        start.RedirectStandardError = true;
        var said = new ConcurrentQueue<string>();
        var isReady = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(start) ?? throw new InvalidOperationException("PostgreSQL cannot be started.");
        process.ErrorDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data is null || line.Data.Contains("database system is ready to accept connections", StringComparison.Ordinal))
                isReady.TrySetResult(line.Data is not null);
        };
        _process = process;
        process.BeginErrorReadLine();
        if (!await isReady.Task.WaitAsync(Limit, cancellationToken))
            throw new InvalidOperationException("PostgreSQL did not start: " + string.Join('\n', said));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static string? FindPrograms() => Directory.Exists(Packages)
        ? Directory.EnumerateDirectories(Packages).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static string Program(string name) => Path.Combine(FindPrograms()!, name);

    // PostgreSQL refuses to run as root.
    private static ProcessStartInfo AsUser(string[] command)
    {
        string[] all = Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. command] : command;
        return new(all[0], all[1..]) { WorkingDirectory = "/" };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<Process> Children(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == parent && TryOpen(id) is { } child)
                yield return child;
    }

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat"); // Field 4 of proc(5); the name before it may hold anything.
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has ended.
        }
    }

    private static Process? TryOpen(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null; // It has ended.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken) => RunAsync(new ProcessStartInfo(program, arguments), cancellationToken);

    private static async Task RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} cannot be started.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} failed: {await errors}");
    }
}
