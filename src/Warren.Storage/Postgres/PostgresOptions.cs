using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Warren.Storage.Postgres;

/// <summary>Where a PostgreSQL database is and how it is spoken to.</summary>
public sealed partial record PostgresOptions
{
    private const int DefaultPort = 5432;

    /// <summary>Name or address of its host, or the folder of its socket.</summary>
    public required string Host { get; init; }

    /// <summary>Its TCP port, default 5432.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Name of the database.</summary>
    public required string Database { get; init; }

    /// <summary>Who Warren is there; null for the name of the user that the server runs as.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether TLS is used and what is checked of it, as libpq has it; default <c>prefer</c>.</summary>
    public SslMode SslMode { get; init; } = SslMode.Prefer;

    /// <summary>File of the certificates that the database's is signed by; null for those of the host.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>How long a connection may take to come about, default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may take, default 10 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long is waited to learn what became of a commit whose answer was lost, default 30 s. Longer than the database
    /// keeps a transaction whose client is silent.
    /// </summary>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads <c>postgresql://user:password@host:port/database?sslmode=require</c>.</summary>
    /// <param name="url">It; names and passwords with percent-encoding where they have other than letters and digits.</param>
    /// <param name="errors">What is wrong with it. None of them repeats it, since it holds a password.</param>
    /// <returns>Null where something is wrong.</returns>
    public static PostgresOptions? TryParse(string url, out IReadOnlyList<string> errors)
    {
        List<string> wrong = [];
        errors = wrong;
        if (Form().Match(url) is not { Success: true } match)
        {
            wrong.Add("It is no address of a PostgreSQL database; give postgresql://USER:PASSWORD@HOST:PORT/DATABASE, other characters than letters and digits of USER and PASSWORD as %40 for @ and so on.");
            return null;
        }
        var part = (string name) => match.Groups[name] is { Success: true, Length: > 0 } group ? Uri.UnescapeDataString(group.Value) : null;
        if (part("database") is null)
            wrong.Add("It names no database; add /DATABASE behind the host.");
        var port = DefaultPort;
        if (part("port") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65535))
            wrong.Add("Its port is no number from 1 to 65535.");
        var options = Apply(match.Groups["query"].Value, new()
        {
            Host = part("host")?.Trim('[', ']') ?? "",
            Port = port,
            Database = part("database") ?? "",
            User = part("user"),
            Password = part("password"),
        }, wrong);
        if (options.Host.Length == 0)
            wrong.Add("It names no host; give one behind @, or the folder of the database's socket with ?host=/run/postgresql.");
        return wrong.Count == 0 ? options : null;
    }

    /// <summary>Which database it is, without user and password.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Database} at {Host}:{Port}");

    /// <summary>As <see cref="Describe"/>, so that no password is logged.</summary>
    public override string ToString() => Describe();

    /// <summary>The form of the driver.</summary>
    internal NpgsqlConnectionStringBuilder ToConnectionString() => new()
    {
        Host = Host,
        Port = Port,
        Database = Database,
        Username = User,
        Password = Password,
        SslMode = SslMode,
        RootCertificate = RootCertificate,
        ApplicationName = "warren",
        Timeout = (int)Math.Ceiling(ConnectTimeout.TotalSeconds),
        CommandTimeout = (int)Math.Ceiling(CommandTimeout.TotalSeconds),
        MaxPoolSize = 20,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 10,
        TcpKeepAliveInterval = 5,
        // The lock of writers is not held by one that hangs, nor waited for without end.
        Options = "-c idle_in_transaction_session_timeout=10s -c lock_timeout=10s -c client_min_messages=error",
    };

    private static PostgresOptions Apply(string query, PostgresOptions options, List<string> wrong)
    {
        foreach (var setting in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = setting.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (setting, "");
            options = Apply(name, value, options, wrong);
        }
        return options;
    }

    private static PostgresOptions Apply(string name, string value, PostgresOptions options, List<string> wrong)
    {
        switch (name)
        {
            case "sslmode" when ParseMode(value) is { } mode:
                return options with { SslMode = mode };
            case "sslmode":
                wrong.Add("Its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full.");
                return options;
            case "sslrootcert" when Path.IsPathRooted(value):
                return options with { RootCertificate = value };
            case "sslrootcert":
                wrong.Add("Its sslrootcert is no absolute path of a file.");
                return options;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 60:
                return options with { ConnectTimeout = TimeSpan.FromSeconds(seconds) };
            case "connect_timeout":
                wrong.Add("Its connect_timeout is no number of seconds from 1 to 60.");
                return options;
            case "host" when Path.IsPathRooted(value):
                return options with { Host = value };
            default:
                wrong.Add($"It has the setting '{Short(name)}', which is not known; known are sslmode, sslrootcert, connect_timeout, and host for the folder of a socket.");
                return options;
        }
    }

    // A password that was not encoded may have come to stand here.
    private static string Short(string name) => name.Length <= 20 && name.All(letter => letter is (>= 'a' and <= 'z') or '_') ? name : "...";

    private static SslMode? ParseMode(string text) => text switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => null,
    };

    [GeneratedRegex(@"^postgres(?:ql)?://
        (?:(?<user>(?:[^%:@/?\#\s]|%[0-9a-fA-F]{2})*)(?::(?<password>(?:[^%@/?\#\s]|%[0-9a-fA-F]{2})*))?@)?
        (?<host>\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9_.-]*)
        (?::(?<port>[0-9]+))?
        (?:/(?<database>(?:[^%/?\#\s]|%[0-9a-fA-F]{2})*))?
        (?:\?(?<query>[^\#\s]*))?$", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
