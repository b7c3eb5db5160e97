using System.Collections.Frozen;

namespace Warren.Access;

/// <summary>Kinds of things, as rules name them, and where they are.</summary>
public static class Resources
{
    /// <summary>The workspace of what is in none of its own.</summary>
    public const string DefaultWorkspace = "default";

    /// <summary>Accounts of people.</summary>
    public const string Accounts = "accounts";

    /// <summary>Accounts of programs.</summary>
    public const string ServiceAccounts = "service-accounts";

    /// <summary>Those who have signed in through a provider.</summary>
    public const string Subjects = "subjects";

    /// <summary>Roles.</summary>
    public const string Roles = "roles";

    /// <summary>Bindings of roles.</summary>
    public const string RoleBindings = "role-bindings";

    /// <summary>Keys.</summary>
    public const string Keys = "keys";

    /// <summary>Quotas.</summary>
    public const string Quotas = "quotas";

    /// <summary>The audit log.</summary>
    public const string Audit = "audit";

    /// <summary>The host that the server runs on.</summary>
    public const string Host = "host";

    /// <summary>The server's figures.</summary>
    public const string Metrics = "metrics";

    /// <summary>Sandboxes with all that is in them.</summary>
    public const string Sandboxes = "sandboxes";

    /// <summary>What happened to sandboxes.</summary>
    public const string Events = "events";

    /// <summary>Images.</summary>
    public const string Images = "images";

    /// <summary>Tools.</summary>
    public const string Tools = "tools";

    /// <summary>Runs of tools.</summary>
    public const string ToolRuns = "tool-runs";

    /// <summary>What runs of tools left.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>What people work with, but images: those that are, and those that are to come.</summary>
    public static IReadOnlyList<string> OfWork { get; } =
    [
        Sandboxes, Events, Tools, ToolRuns, Artifacts,
        "sessions", "messages", "agents", "secrets", "vms", "deployments", "jobs", "workstations",
    ];

    private static readonly FrozenSet<string> InDefault = FrozenSet.Create(Sandboxes, Events, Images, Tools, ToolRuns, Artifacts);
    private static readonly FrozenSet<string> OfInstallation = FrozenSet.Create(Accounts, ServiceAccounts, Subjects, Roles, Quotas, Audit, Host, Metrics);

    /// <summary>Whether a kind is in no workspace of its own, and counts as in <see cref="DefaultWorkspace"/>.</summary>
    public static bool IsInDefault(string resource) => InDefault.Contains(resource);

    /// <summary>Whether a kind is the whole installation's: rights in a single workspace are none to it.</summary>
    public static bool IsOfInstallation(string resource) => OfInstallation.Contains(resource);

    /// <summary>Whether who may act on a kind gives others rights.</summary>
    public static bool IsOfAccess(string resource) => resource is Accounts or ServiceAccounts or Subjects or Roles or RoleBindings or Keys or Quotas;
}
