namespace Warren.Server.FunctionalTests;

/// <summary>
/// Which right every route takes, written down a second time: a route that is not here, or takes another right than is said
/// here, fails <see cref="AccessMatrixTests"/>.
/// </summary>
internal static class AccessMatrix
{
    /// <summary>Routes that nobody has to show anything for.</summary>
    public static readonly string[] Public =
    [
        "GET /health", "GET /health/ready", "GET /api-docs/openapi.json", "GET /auth/open", "GET /debug/{**path}", "HEAD /debug/{**path}", "GET /", "HEAD /",
        "POST /api/v0/auth/login", "POST /api/v0/auth/internal", "POST /api/v0/auth/refresh",
        "GET /api/v0/auth/oidc", "POST /api/v0/auth/oidc/exchange", "GET /auth/oidc/start", "GET /auth/oidc/callback",
    ];

    /// <summary>Routes for whoever has shown who they are; about others than themselves the handler decides.</summary>
    public static readonly string[] SignedIn =
    [
        "GET /api/v0/version", "POST /api/v0/auth/logout", "GET /api/v0/auth/me", "POST /api/v0/auth/links", "POST /api/v0/auth/tickets",
        "GET /api/v0/accounts/{account}", "PUT /api/v0/accounts/{account}/password",
        "GET /api/v0/service-accounts/{account}", "PUT /api/v0/service-accounts/{account}/password",
        "GET /api/v0/subjects/{account}",
    ];

    /// <summary>All others: verb, resource, method, route.</summary>
    public static IReadOnlyList<(string Verb, string Resource, string Route)> Rows { get; } = [.. Read(), .. Read().Select(OfSession).Where(row => row.Route.Length > 0)];

    private static IEnumerable<(string Verb, string Resource, string Route)> Read() => Table
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries))
        .Select(cells => (cells[0], cells[1], cells[2]));

    // What is in a sandbox is reached by its session as well, with the same verb, to the session.
    private static (string Verb, string Resource, string Route) OfSession((string Verb, string Resource, string Route) row) =>
        row.Route.Split("/sandboxes/{sandbox}/") is [var method, var part]
        && new[] { "exec", "execs", "terminals", "files", "ports", "logs", "events", "statistics" }.Contains(part.Split('/')[0])
            ? (row.Verb, "sessions", $"{method}/sessions/{{sandbox}}/{part.Replace("statistics", "stats", StringComparison.Ordinal)}")
            : ("", "", "");

    /// <summary>Whether a kind is in workspaces of its own: who may do nothing in one is not told what is there.</summary>
    public static bool IsInWorkspaces(string resource) => resource is "sessions" or "agents" or "secrets";

    private const string Table = """
        create sandboxes POST /api/v0/sandboxes
        list sandboxes GET /api/v0/sandboxes
        get sandboxes GET /api/v0/sandboxes/{sandbox}
        update sandboxes PATCH /api/v0/sandboxes/{sandbox}
        update sandboxes POST /api/v0/sandboxes/{sandbox}/renew
        delete sandboxes DELETE /api/v0/sandboxes/{sandbox}
        update sandboxes POST /api/v0/sandboxes/{sandbox}/pause
        update sandboxes POST /api/v0/sandboxes/{sandbox}/resume
        update sandboxes POST /api/v0/sandboxes/{sandbox}/stop
        update sandboxes POST /api/v0/sandboxes/{sandbox}/start
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/exec
        get sandboxes GET /api/v0/sandboxes/{sandbox}/execs
        get sandboxes GET /api/v0/sandboxes/{sandbox}/execs/{exec}
        get sandboxes GET /api/v0/sandboxes/{sandbox}/execs/{exec}/attach
        get sandboxes GET /api/v0/sandboxes/{sandbox}/execs/{exec}/output
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/execs/{exec}/stdin
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/execs/{exec}/signal
        exec sandboxes DELETE /api/v0/sandboxes/{sandbox}/execs/{exec}
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/terminals
        get sandboxes GET /api/v0/sandboxes/{sandbox}/terminals
        get sandboxes GET /api/v0/sandboxes/{sandbox}/terminals/{terminal}
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/terminals/{terminal}/resize
        exec sandboxes DELETE /api/v0/sandboxes/{sandbox}/terminals/{terminal}
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/terminals/{terminal}/attach
        get sandboxes GET /api/v0/sandboxes/{sandbox}/logs
        get sandboxes GET /api/v0/sandboxes/{sandbox}/statistics
        get sandboxes GET /api/v0/sandboxes/{sandbox}/statistics/history
        get sandboxes GET /api/v0/sandboxes/{sandbox}/statistics/stream
        get events GET /api/v0/sandboxes/{sandbox}/events
        list events GET /api/v0/events
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/links
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files
        exec sandboxes HEAD /api/v0/sandboxes/{sandbox}/files
        exec sandboxes PUT /api/v0/sandboxes/{sandbox}/files
        exec sandboxes DELETE /api/v0/sandboxes/{sandbox}/files
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files/stat
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files/list
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/mkdir
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/move
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/chmod
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/copy
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/search
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/replace
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files/archive
        exec sandboxes PUT /api/v0/sandboxes/{sandbox}/files/archive
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/files/watches
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files/watches
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/files/watches/{watch}/events
        exec sandboxes DELETE /api/v0/sandboxes/{sandbox}/files/watches/{watch}
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/ports/{port}/tcp
        exec sandboxes GET /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes HEAD /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes POST /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes PUT /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes PATCH /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes DELETE /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        exec sandboxes OPTIONS /api/v0/sandboxes/{sandbox}/ports/{port}/{**path}
        list images GET /api/v0/images
        get images GET /api/v0/images/{**reference}
        delete images DELETE /api/v0/images/{**reference}
        create images POST /api/v0/images/build
        create images POST /api/v0/images/import
        list tools GET /api/v0/tools
        exec tools POST /api/v0/tools/execute
        list tools GET /tools
        exec tools POST /tools/execute
        exec tools POST /run
        list tool-runs GET /api/v0/tool-runs
        delete tool-runs DELETE /api/v0/tool-runs
        get tool-runs GET /api/v0/tool-runs/{run}
        get tool-runs GET /api/v0/tool-runs/{run}/result
        get tool-runs GET /api/v0/tool-runs/{run}/request
        exec tool-runs POST /api/v0/tool-runs/{run}/rerun
        delete tool-runs DELETE /api/v0/tool-runs/{run}
        get artifacts GET /api/v0/tool-runs/{run}/artifacts
        exec artifacts POST /api/v0/tool-runs/{run}/links
        get artifacts GET /api/v0/artifacts/{session}/{run}/{**name}
        get artifacts HEAD /api/v0/artifacts/{session}/{run}/{**name}
        get artifacts GET /artifacts/{session}/{run}/{**name}
        get artifacts HEAD /artifacts/{session}/{run}/{**name}
        create sessions POST /api/v0/sessions
        list sessions GET /api/v0/sessions
        get sessions GET /api/v0/sessions/{session}
        update sessions PUT /api/v0/sessions/{session}
        delete sessions DELETE /api/v0/sessions/{session}
        update sessions PUT /api/v0/sessions/{session}/state
        update sessions POST /api/v0/sessions/{session}/pause
        update sessions POST /api/v0/sessions/{session}/suspend
        update sessions POST /api/v0/sessions/{session}/resume
        create sessions POST /api/v0/sessions/{session}/remix
        update sessions POST /api/v0/sessions/{session}/publish
        update sessions POST /api/v0/sessions/{session}/unpublish
        list sessions GET /api/v0/published/sessions
        get sessions GET /api/v0/sessions/{session}/messages
        exec sessions POST /api/v0/sessions/{session}/messages
        update sessions DELETE /api/v0/sessions/{session}/messages
        get sessions GET /api/v0/sessions/{session}/messages/count
        create agents POST /api/v0/agents
        list agents GET /api/v0/agents
        get agents GET /api/v0/agents/{agent}
        update agents PUT /api/v0/agents/{agent}
        delete agents DELETE /api/v0/agents/{agent}
        create secrets POST /api/v0/secrets
        list secrets GET /api/v0/secrets
        update secrets PUT /api/v0/secrets/{name}
        delete secrets DELETE /api/v0/secrets/{name}
        get metrics GET /metrics
        get host GET /api/v0/host/checks
        list accounts GET /api/v0/accounts
        create accounts POST /api/v0/accounts
        update accounts PUT /api/v0/accounts/{account}
        delete accounts DELETE /api/v0/accounts/{account}
        list service-accounts GET /api/v0/service-accounts
        create service-accounts POST /api/v0/service-accounts
        update service-accounts PUT /api/v0/service-accounts/{account}
        delete service-accounts DELETE /api/v0/service-accounts/{account}
        list subjects GET /api/v0/subjects
        update subjects PUT /api/v0/subjects/{account}
        list roles GET /api/v0/roles
        get roles GET /api/v0/roles/{role}
        create roles POST /api/v0/roles
        delete roles DELETE /api/v0/roles/{role}
        list role-bindings GET /api/v0/role-bindings
        create role-bindings POST /api/v0/role-bindings
        delete role-bindings DELETE /api/v0/role-bindings/{binding}
        list keys GET /api/v0/keys
        get keys GET /api/v0/keys/{key}
        create keys POST /api/v0/keys
        delete keys DELETE /api/v0/keys/{key}
        list quotas GET /api/v0/quotas
        update quotas PUT /api/v0/quotas/{name}
        list audit GET /api/v0/audit
        list audit GET /api/v0/audit/export
        """;

    /// <summary>What comes behind a path, so that the call could be done.</summary>
    public static string Query(string route) => route.Contains("/files", StringComparison.Ordinal) && !route.Contains("/watches", StringComparison.Ordinal) && !route.StartsWith("POST", StringComparison.Ordinal) ? "?path=/x" : "";

    /// <summary>A body by which the call could be done.</summary>
    public static string Body(string route) => route[(route.LastIndexOf('/') + 1)..] switch
    {
        "exec" => """{"command":["true"]}""",
        "signal" => """{"signal":"SIGTERM"}""",
        "resize" => """{"columns":80,"rows":24}""",
        "links" => route.Contains("{run}", StringComparison.Ordinal) ? """{"name":"x"}""" : """{"path":"/files","query":{"path":"/x"}}""",
        "mkdir" or "watches" => """{"path":"/x"}""",
        "move" or "copy" => """{"from":"/a","to":"/b"}""",
        "chmod" => """{"path":"/x","mode":"644"}""",
        "search" => """{"pattern":"x"}""",
        "replace" => """{"pattern":"x","replacement":"y"}""",
        "messages" => """{"role":"USER","content":"x"}""",
        "remix" => """{"name":"remixed"}""",
        "state" => """{"state":"READY"}""",
        "sessions" or "agents" => """{"name":"x"}""",
        "secrets" => """{"name":"X","value":"v"}""",
        "{name}" when route.Contains("/secrets/", StringComparison.Ordinal) => """{"value":"v"}""",
        _ => "{}",
    };

    /// <summary>The roles that come with Warren, and none.</summary>
    public static readonly string[] Roles = ["none", "tool-runner", "viewer", "developer", "operator", "admin"];

    private static readonly string[] Work =
        ["sandboxes", "events", "tools", "tool-runs", "artifacts", "sessions", "messages", "agents", "secrets", "vms", "deployments", "jobs", "workstations"];

    /// <summary>What a role is meant to allow, also of what is others'.</summary>
    public static bool Allows(string role, string verb, string resource) => role switch
    {
        "admin" => true,
        "operator" => Work.Contains(resource) || resource == "images" || IsOwnKey(verb, resource) || (resource is "audit" or "quotas" or "host" or "metrics" && IsRead(verb)),
        "developer" => (Work.Contains(resource) && !verb.EndsWith("-all", StringComparison.Ordinal)) || IsOwnKey(verb, resource)
            || (resource is "images" or "quotas" && verb is "get" or "list"),
        "viewer" => IsRead(verb),
        "tool-runner" => resource is "tools" or "tool-runs" or "artifacts" && verb is "get" or "list" or "exec" or "delete",
        _ => false,
    };

    private static bool IsRead(string verb) => verb is "get" or "list" or "get-all" or "list-all";

    private static bool IsOwnKey(string verb, string resource) => resource == "keys" && verb is "get" or "list" or "create" or "delete";
}
