using System.Globalization;
using System.Net;
using Warren.Access.Oidc;
using Warren.Api;
using Warren.Drivers.Docker;
using Warren.Drivers.Docker.Engine;
using Warren.Storage.Postgres;

namespace Warren.Server.Hosting;

/// <summary>
/// The server's settings. Where each may be set, and by which names, is in <see cref="Warren.Api.Settings.SettingCatalog"/>.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>State folder (<c>--state-dir</c>); null for the first standard one that can be written.</summary>
    public string? StateFolder { get; init; }

    /// <summary>
    /// The PostgreSQL database (<c>--database-url</c>, else <c>DATABASE_URL</c>); null for an SQLite file in the state folder.
    /// </summary>
    public PostgresOptions? Database { get; init; }

    /// <summary>What to do with the database's schema instead of serving (<c>--db-action</c>, <c>--db-to</c>); null for nothing.</summary>
    public DatabaseTask? DatabaseTask { get; init; }

    /// <summary>
    /// Address that it listens at (<c>--host</c>), default 127.0.0.1. With any other than a loopback one it can be reached by
    /// other machines, so a name that they reach it by has to be configured; it then listens on loopback as well.
    /// </summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port (<c>--port</c>), default 9000; 0 takes a free one.</summary>
    public int Port { get; init; } = 9000;

    /// <summary>Least severity that is logged (<c>--log-level</c>), default <c>info</c>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Image of sandboxes whose spec names none (<c>--default-image</c>).</summary>
    public string DefaultImage { get; init; } = "warren/worker";

    /// <summary>Image of sessions that name none (<c>--image</c>); null for <see cref="DefaultImage"/>.</summary>
    public string? SessionImage { get; init; }

    /// <summary>Processor cores of sessions that ask for no number (<c>--cpu-limit</c>), default 0.5, at least 0.1.</summary>
    public double SessionCpu { get; init; } = 0.5;

    /// <summary>Bytes of memory of sessions that ask for no number (<c>--memory-limit</c>), default 512 MiB, at least 16 MiB.</summary>
    public long SessionMemory { get; init; } = 512L << 20;

    /// <summary>Bytes of disk of sessions that ask for no number (<c>--disk-limit</c>), default 1 GiB, at least 16 MiB.</summary>
    public long SessionDisk { get; init; } = 1L << 30;

    /// <summary>The guest's program (<c>--guest</c>), default the one that is published beside the server.</summary>
    public string Guest { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../guest/warren-guest"));

    /// <summary>Most sandboxes that are made ahead and wait for somebody to ask (<c>--max-idle</c>), default 4; 0 makes none.</summary>
    public int MaxIdle { get; init; } = 4;

    /// <summary>Folder of the image recipes (<c>--recipes</c>), default <c>images</c> of the repository.</summary>
    public string RecipesFolder { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../images"));

    /// <summary>Folder of the artifacts of tools (<c>--artifacts</c>); null for <c>artifacts</c> of the state folder.</summary>
    public string? ArtifactsFolder { get; init; }

    /// <summary>Days that the artifacts of a run are kept (<c>--artifacts-days</c>), default 7, from 0.01 to 3650.</summary>
    public double ArtifactsDays { get; init; } = 7;

    /// <summary>Folder of further tools (<c>--tool-plugins</c>); null for <c>tools</c> of the state folder.</summary>
    public string? ToolPlugins { get; init; }

    /// <summary>Image that documents are converted in (<c>--documents-image</c>).</summary>
    public string DocumentsImage { get; init; } = "warren/documents";

    /// <summary>What makes sandboxes (<c>--driver</c>): <c>oci</c>, the default, or <c>docker</c>.</summary>
    public string Driver { get; init; } = DriverSettings.Oci;

    /// <summary>The container engine of the driver <c>docker</c> (<c>--docker-host</c>, <c>--docker-socket</c>); null for the one that is there.</summary>
    public EngineAddress? Engine { get; init; }

    /// <summary>What that engine may lack of what the other driver gives (<c>--docker-allow</c>), of <see cref="EngineLacks"/>.</summary>
    public IReadOnlyList<string> AllowedLacks { get; init; } = [];

    /// <summary>
    /// First host id of the ranges that sandboxes get (<c>--first-host-id</c>), for hosts where the standard ones are
    /// taken; null for the driver's default.
    /// </summary>
    public uint? FirstHostId { get; init; }

    /// <summary>
    /// Folders of the host below which sandboxes may be given one (<c>--mount-roots</c>), separated by colons; default none.
    /// </summary>
    public IReadOnlyList<string> MountRoots { get; init; } = [];

    /// <summary>
    /// Key that secrets are encrypted with, 32 bytes as Base64 (<c>WARREN_SECRETS_KEY</c>); null for one that is made and kept
    /// in the state folder.
    /// </summary>
    public byte[]? SecretsKey { get; init; }

    /// <summary>Folder of the volumes of sessions (<c>--volumes</c>); null for one in the state folder.</summary>
    public string? VolumesFolder { get; init; }

    /// <summary>
    /// Address that users reach the server at, such as <c>https://warren.example</c> (<c>--public-url</c>): links are
    /// made from it, and its host is served. Null for the address that a request names.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Further names that are served, <c>name</c> or <c>name:port</c>, between commas (<c>--hosts</c>).</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Proxies whose <c>X-Forwarded-*</c> counts, addresses or networks, between commas (<c>--trusted-proxies</c>).</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Origins whose pages may call the API with a token, between commas (<c>--cors-origins</c>).</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>
    /// Whether the debug page of the tools is served at <c>/debug</c> (<c>--debug-ui</c>, also <c>DEBUG_UI</c>); default not.
    /// </summary>
    public bool DebugPage { get; init; }

    /// <summary>Folder of the built page (<c>--web</c>), default the one that is built beside the server.</summary>
    public string WebFolder { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../web"));

    /// <summary>The identity provider that vouches for subjects (<c>--oidc-issuer</c> and the like); null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>
    /// What tokens are signed with (<c>JWT_SECRET</c>), at least 32 bytes; null for a key of this installation's own. Servers that
    /// share a database share it.
    /// </summary>
    public string? JwtSecret { get; init; }

    /// <summary>Password of the administrator that the first start makes (<c>WARREN_ADMIN_PASSWORD</c>); null for a generated one.</summary>
    public string? AdminPassword { get; init; }

    /// <summary>Where traces and metrics are sent by OTLP (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); null for nowhere.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Whether to only check the host and print what was found as JSON (<c>--check-host</c>).</summary>
    public bool CheckHost { get; init; }

    /// <summary>Whether to leave the terminal and log into the state folder once it listens (<c>--background</c>).</summary>
    public bool Background { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <exception cref="WarrenException">Some are wrong; every one of them is named.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        var defaults = new ServerOptions();
        Dictionary<string, string[]> errors = [];
        var port = Setting(configuration, "port", "WARREN_PORT", "RAWORC_PORT", "PORT");
        var level = Setting(configuration, "log-level", "WARREN_LOG_LEVEL", "AGENT_LOG_LEVEL");
        var driver = DriverSettings.Driver(Setting(configuration, "driver", "WARREN_DRIVER"), errors);
        var options = new ServerOptions
        {
            StateFolder = Setting(configuration, "state-dir", "WARREN_STATE_DIR", "AGENT_STATE_DIR"),
            Database = DatabaseSettings.Postgres(Setting(configuration, "database-url", "DATABASE_URL"), errors),
            DatabaseTask = DatabaseSettings.Task(Setting(configuration, "db-action"), Setting(configuration, "db-to"), errors),
            Host = BorderSettings.Host(Setting(configuration, "host", "WARREN_HOST", "RAWORC_HOST"), errors),
            Port = port is null ? defaults.Port : ParsePort(port, errors),
            LogLevel = level is null ? defaults.LogLevel : ParseLevel(level, errors),
            DefaultImage = Setting(configuration, "default-image", "WARREN_DEFAULT_IMAGE") ?? defaults.DefaultImage,
            SessionImage = Setting(configuration, "image", "WARREN_IMAGE", "HOST_AGENT_IMAGE"),
            SessionCpu = LimitSettings.Cores("cpu-limit", Setting(configuration, "cpu-limit", "WARREN_CPU_LIMIT", "HOST_AGENT_CPU_LIMIT"), defaults.SessionCpu, errors),
            SessionMemory = LimitSettings.Bytes("memory-limit", Setting(configuration, "memory-limit", "WARREN_MEMORY_LIMIT", "HOST_AGENT_MEMORY_LIMIT"), defaults.SessionMemory, errors),
            SessionDisk = LimitSettings.Bytes("disk-limit", Setting(configuration, "disk-limit", "WARREN_DISK_LIMIT", "HOST_AGENT_DISK_LIMIT"), defaults.SessionDisk, errors),
            Guest = Setting(configuration, "guest", "WARREN_GUEST") ?? defaults.Guest,
            MaxIdle = ParseMaxIdle(Setting(configuration, "max-idle", "WARREN_MAX_IDLE"), defaults.MaxIdle, errors),
            ArtifactsFolder = ParseFolder("artifacts", Setting(configuration, "artifacts", "WARREN_ARTIFACTS_PATH", "AA_STORAGE_PATH"), errors),
            ArtifactsDays = ParseDays(Setting(configuration, "artifacts-days", "WARREN_ARTIFACTS_DAYS"), defaults.ArtifactsDays, errors),
            ToolPlugins = ParseFolder("tool-plugins", Setting(configuration, "tool-plugins", "WARREN_TOOL_PLUGINS"), errors),
            DocumentsImage = Setting(configuration, "documents-image", "WARREN_DOCUMENTS_IMAGE") ?? defaults.DocumentsImage,
            RecipesFolder = Setting(configuration, "recipes", "WARREN_RECIPES") ?? defaults.RecipesFolder,
            Driver = driver,
            Engine = DriverSettings.Engine(
                driver, Setting(configuration, "docker-host", "DOCKER_HOST"), Setting(configuration, "docker-socket", "DOCKER_SOCKET_PATH"), configuration["DOCKER_TLS_VERIFY"] is { Length: > 0 }, errors),
            AllowedLacks = DriverSettings.Allowed(Setting(configuration, "docker-allow", "WARREN_DOCKER_ALLOW"), errors),
            FirstHostId = ParseFirstHostId(Setting(configuration, "first-host-id", "WARREN_FIRST_HOST_ID"), errors),
            MountRoots = ParseFolders(Setting(configuration, "mount-roots", "WARREN_MOUNT_ROOTS"), errors),
            SecretsKey = ParseSecretsKey(configuration["WARREN_SECRETS_KEY"], errors),
            VolumesFolder = ParseFolder("volumes", Setting(configuration, "volumes", "WARREN_VOLUMES_PATH", "HOST_AGENT_VOLUMES_PATH"), errors),
            PublicUrl = BorderSettings.PublicUrl(Setting(configuration, "public-url", "WARREN_PUBLIC_URL"), errors),
            Hosts = BorderSettings.Hosts(Setting(configuration, "hosts", "WARREN_HOSTS"), errors),
            TrustedProxies = BorderSettings.Proxies(Setting(configuration, "trusted-proxies", "WARREN_TRUSTED_PROXIES"), errors),
            CorsOrigins = BorderSettings.Origins(Setting(configuration, "cors-origins", "WARREN_CORS_ORIGINS"), errors),
            DebugPage = ParseSwitch("debug-ui", Setting(configuration, "debug-ui", "WARREN_DEBUG_UI", "DEBUG_UI"), errors),
            WebFolder = Setting(configuration, "web", "WARREN_WEB") ?? defaults.WebFolder,
            Oidc = OidcSettings.Read(
                Setting(configuration, "oidc-issuer", "WARREN_OIDC_ISSUER"), Setting(configuration, "oidc-client-id", "WARREN_OIDC_CLIENT_ID"),
                configuration["WARREN_OIDC_CLIENT_SECRET"], Setting(configuration, "oidc-scopes", "WARREN_OIDC_SCOPES"), Setting(configuration, "oidc-name", "WARREN_OIDC_NAME"), errors),
            // No flags: everybody on a host sees what programs are started with.
            JwtSecret = BorderSettings.JwtSecret(configuration["JWT_SECRET"], errors),
            AdminPassword = BorderSettings.AdminPassword(configuration["WARREN_ADMIN_PASSWORD"], errors),
            OtlpEndpoint = BorderSettings.Endpoint(Setting(configuration, "otlp-endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT"), errors),
            CheckHost = Setting(configuration, "check-host") is "true",
            Background = Setting(configuration, "background") is "true",
        };
        BorderSettings.CheckListening(options, errors);
        return errors.Count == 0 ? options : throw new WarrenException(errors);
    }

    // What is there is resolved before (SettingsReader) and found by its name; by its variables for whoever composes a server.
    private static string? Setting(IConfiguration configuration, string name, params ReadOnlySpan<string> variables)
    {
        if (configuration[name] is { Length: > 0 } given)
            return given;
        foreach (var variable in variables)
            if (configuration[variable] is { Length: > 0 } value)
                return value;
        return null;
    }

    private static int ParsePort(string text, Dictionary<string, string[]> errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
            return port;
        errors["port"] = [$"'{text}' is no port; give a number from 0 (any free one) to 65535."];
        return 0;
    }

    private static int ParseMaxIdle(string? text, int standard, Dictionary<string, string[]> errors)
    {
        const int most = 64;
        if (text is null)
            return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= most)
            return count;
        errors["max-idle"] = [$"'{text}' is no number of sandboxes to make ahead; give one from 0 (none) to {most}."];
        return 0;
    }

    private static bool ParseSwitch(string name, string? text, Dictionary<string, string[]> errors)
    {
        switch (text?.ToLowerInvariant())
        {
            case "true" or "1":
                return true;
            case null or "false" or "0":
                return false;
            default:
                errors[name] = [$"'{text}' is neither true nor false."];
                return false;
        }
    }

    private static double ParseDays(string? text, double standard, Dictionary<string, string[]> errors)
    {
        if (text is null)
            return standard;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is >= 0.01 and <= 3650)
            return days;
        errors["artifacts-days"] = [$"'{text}' is no number of days that artifacts are kept; give one from 0.01 to 3650."];
        return standard;
    }

    private static byte[]? ParseSecretsKey(string? text, Dictionary<string, string[]> errors)
    {
        if (text is null or "")
            return null;
        var key = Sessions.SecretsKey.Parse(text);
        if (key is null)
            errors["WARREN_SECRETS_KEY"] = ["It is no key: give 32 random bytes as Base64, such as of `openssl rand -base64 32`."];
        return key;
    }

    private static string? ParseFolder(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (text is not null && !Path.IsPathRooted(text))
            errors[name] = [$"'{text}' is no absolute path of a folder."];
        return text is null ? null : Path.GetFullPath(text);
    }

    private static uint? ParseFirstHostId(string? text, Dictionary<string, string[]> errors)
    {
        // Room for every range below the largest id, and none of the ids of the host's own users.
        const uint least = 100_000, most = uint.MaxValue - 4096u * 65_536;
        if (text is null || (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is >= least and <= most))
            return text is null ? null : uint.Parse(text, CultureInfo.InvariantCulture);
        errors["first-host-id"] = [$"'{text}' cannot be the first id of the sandboxes' ranges; give a number from {least} to {most}."];
        return null;
    }

    private static string[] ParseFolders(string? text, Dictionary<string, string[]> errors)
    {
        var folders = text?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var wrong = folders.Where(folder => !Path.IsPathRooted(folder) || Path.GetFullPath(folder) is "/" || !Directory.Exists(folder)).ToList();
        if (wrong.Count > 0)
            errors["mount-roots"] = [.. wrong.Select(folder => $"'{folder}' is no folder that can be allowed; give absolute paths of folders that are there, below /.")];
        return [.. folders.Select(Path.GetFullPath)];
    }

    private static LogLevel ParseLevel(string text, Dictionary<string, string[]> errors)
    {
        LogLevel? level = text.ToLowerInvariant() switch
        {
            "trace" => LogLevel.Trace,
            "debug" => LogLevel.Debug,
            "info" or "information" => LogLevel.Information,
            "warn" or "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => null,
        };
        if (level is null)
            errors["log-level"] = [$"'{text}' is no log level; give trace, debug, info, warn or error."];
        return level ?? LogLevel.None;
    }
}
