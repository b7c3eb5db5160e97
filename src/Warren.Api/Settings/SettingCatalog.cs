namespace Warren.Api.Settings;

/// <summary>Everything that can be set, by whoever reads it: the server, the command line, or both.</summary>
public static class SettingCatalog
{
    /// <summary>Finds the state folder.</summary>
    public static Setting StateFolder { get; } = new("state-dir", "Folder in which everything is kept", "WARREN_STATE_DIR", "AGENT_STATE_DIR")
    {
        HelpName = "FOLDER",
        Default = "the first of /var/lib/warren, ~/.config/warren, ~/.warren and /tmp/warren that can be written",
    };

    /// <summary>Finds the configuration file.</summary>
    public static Setting ConfigFile { get; } = new("config", "Configuration file", "WARREN_CONFIG")
    {
        HelpName = "FILE",
        Default = "config.json of the state folder",
        IsPrivileged = true,
    };

    /// <summary>The server that the command line calls.</summary>
    public static Setting Server { get; } = new("server", "Address of the server that commands call", "WARREN_SERVER")
    {
        HelpName = "URL",
        Default = "the one of the state folder, which is started where it is needed",
    };

    /// <summary>What the command line shows the server.</summary>
    public static Setting Key { get; } = new("key", "Key or token that commands show the server", "WARREN_API_KEY", "AGENT_API_KEY")
    {
        IsSecret = true,
        Default = "what `warren auth login` kept, else the token of the state folder",
    };

    /// <summary>What the server listens at, keeps, and says.</summary>
    private static readonly Setting[] General =
    [
        new("host", "Address that the server listens at", "WARREN_HOST", "RAWORC_HOST")
        {
            HelpName = "ADDRESS",
            Default = "127.0.0.1",
            Note = "Any other address needs `hosts` or `public-url`.",
        },
        new("port", "TCP port that the server listens at; 0 takes any free one", "WARREN_PORT", "RAWORC_PORT", "PORT") { HelpName = "PORT", Default = "9000" },
        new("log-level", "Least severity that is logged: trace, debug, info, warn or error", "WARREN_LOG_LEVEL", "AGENT_LOG_LEVEL", "RUST_LOG") { HelpName = "LEVEL", Default = "info" },
        new("database-url", "Database, such as postgresql://user:password@host:5432/warren", "DATABASE_URL") { IsSecret = true, Default = "SQLite in the state folder" },
        new("jwt-secret", "Secret that tokens are signed with, 32 bytes or more", "JWT_SECRET") { IsSecret = true, Default = "one that the first start makes" },
        new("admin-password", "Password of the account admin, for the first start", "WARREN_ADMIN_PASSWORD") { IsSecret = true, Default = "one that the first start makes" },
        new("secrets-key", "Key that secrets of sessions are encrypted with", "WARREN_SECRETS_KEY") { IsSecret = true, Default = "one that the first start makes" },
    ];

    /// <summary>The border to other machines and to browsers.</summary>
    private static readonly Setting[] Border =
    [
        new("public-url", "Address that users reach the server at, where that is a proxy's", "WARREN_PUBLIC_URL") { HelpName = "URL" },
        new("hosts", "Further host names that are served, each with or without a port", "WARREN_HOSTS") { HelpName = "NAMES" },
        new("trusted-proxies", "Proxies whose X-Forwarded-* counts: addresses or networks", "WARREN_TRUSTED_PROXIES") { HelpName = "NETWORKS" },
        new("cors-origins", "Origins whose pages may call the API with a token", "WARREN_CORS_ORIGINS") { HelpName = "ORIGINS" },
        new("oidc-issuer", "Identity provider that people sign in through, by OpenID Connect", "WARREN_OIDC_ISSUER") { HelpName = "URL", Note = "Needs `oidc-client-id`." },
        new("oidc-client-id", "What this server is called at the identity provider", "WARREN_OIDC_CLIENT_ID") { HelpName = "ID" },
        new("oidc-client-secret", "What it shows the identity provider", "WARREN_OIDC_CLIENT_SECRET") { IsSecret = true, Default = "nothing: a public client" },
        new("oidc-scopes", "What it asks the identity provider for", "WARREN_OIDC_SCOPES") { HelpName = "SCOPES", Default = "openid profile", Separator = ' ' },
        new("oidc-name", "What the page calls the identity provider", "WARREN_OIDC_NAME") { HelpName = "NAME", Default = "its host" },
        new("debug-ui", "Whether the page is served", "WARREN_DEBUG_UI", "DEBUG_UI") { HelpName = "true|false", Default = "false" },
        new("otlp-endpoint", "Where traces and metrics are sent by OTLP", "OTEL_EXPORTER_OTLP_ENDPOINT") { HelpName = "URL" },
    ];

    /// <summary>Sandboxes, sessions and tools.</summary>
    private static readonly Setting[] Work =
    [
        new("default-image", "Image of sandboxes that name none", "WARREN_DEFAULT_IMAGE") { HelpName = "IMAGE", Default = "warren/worker" },
        new("image", "Image of sessions that name none", "WARREN_IMAGE", "HOST_AGENT_IMAGE") { HelpName = "IMAGE", Default = "the one of `default-image`" },
        new("cpu-limit", "Processor cores of a session", "WARREN_CPU_LIMIT", "HOST_AGENT_CPU_LIMIT") { HelpName = "CORES", Default = "0.5" },
        new("memory-limit", "Memory of a session", "WARREN_MEMORY_LIMIT", "HOST_AGENT_MEMORY_LIMIT") { HelpName = "SIZE", Default = "512m" },
        new("disk-limit", "Disk of a session", "WARREN_DISK_LIMIT", "HOST_AGENT_DISK_LIMIT") { HelpName = "SIZE", Default = "1g" },
        new("max-idle", "Most sandboxes that are made ahead", "WARREN_MAX_IDLE") { HelpName = "COUNT", Default = "4" },
        new("artifacts", "Folder of the artifacts of tools", "WARREN_ARTIFACTS_PATH", "AA_STORAGE_PATH") { HelpName = "FOLDER", Default = "artifacts of the state folder" },
        new("artifacts-days", "Days that artifacts are kept", "WARREN_ARTIFACTS_DAYS") { HelpName = "DAYS", Default = "7" },
        new("documents-image", "Image that documents are converted in", "WARREN_DOCUMENTS_IMAGE") { HelpName = "IMAGE", Default = "warren/documents" },
    ];

    /// <summary>The host below the server.</summary>
    private static readonly Setting[] Host =
    [
        new("mount-roots", "Folders of the host below which sandboxes may be given one", "WARREN_MOUNT_ROOTS") { HelpName = "FOLDERS", Separator = ':', IsPrivileged = true },
        new("first-host-id", "First of the host ids that users of sandboxes are mapped to", "WARREN_FIRST_HOST_ID") { HelpName = "ID", Default = "1879048192" },
        new("tool-plugins", "Folder of further tools", "WARREN_TOOL_PLUGINS") { HelpName = "FOLDER", Default = "tools of the state folder", IsPrivileged = true },
        new("recipes", "Folder of the recipes of Warren's own images", "WARREN_RECIPES") { HelpName = "FOLDER", Default = "images of the repository", IsPrivileged = true },
        new("guest", "Program that runs inside of every sandbox", "WARREN_GUEST") { HelpName = "FILE", Default = "the one that is built with the server", IsPrivileged = true },
        new("web", "Folder of the built page", "WARREN_WEB") { HelpName = "FOLDER", Default = "the one that is built with the server", IsPrivileged = true },
        new("volumes", "Folder of the volumes of sessions", "WARREN_VOLUMES_PATH", "HOST_AGENT_VOLUMES_PATH") { HelpName = "FOLDER", Default = "oci/volumes of the state folder" },
        new("driver", "What makes sandboxes: oci (runtimes of this host) or docker (a container engine)", "WARREN_DRIVER") { HelpName = "oci|docker", Default = "oci", IsPrivileged = true },
        new("docker-host", "Container engine of the driver docker: unix:///PATH or tcp://HOST:PORT", "DOCKER_HOST") { HelpName = "URL", Default = "the one of `docker-socket`", IsPrivileged = true },
        new("docker-socket", "Socket of that engine", "DOCKER_SOCKET_PATH") { HelpName = "FILE", Default = "Docker's or Podman's own, which is there", IsPrivileged = true },
        new("docker-allow", "What that engine may lack: ids, disk", "WARREN_DOCKER_ALLOW") { HelpName = "NAMES", Default = "nothing", IsPrivileged = true },
    ];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } = [StateFolder, ConfigFile, Server, Key, .. General, .. Border, .. Work, .. Host];

    /// <summary>Those that the server reads.</summary>
    public static IEnumerable<Setting> OfServer => All.Where(setting => setting != Server && setting != Key);
}
