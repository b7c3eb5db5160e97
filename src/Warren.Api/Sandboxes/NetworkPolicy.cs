using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>
/// What a sandbox may reach. In JSON it is <c>"none"</c>, <c>"allow_all"</c> or
/// <c>{"allow": [...], "deny": [...]}</c> with domains, wildcards and CIDRs.
/// </summary>
[JsonConverter(typeof(NetworkPolicyConverter))]
public sealed record NetworkPolicy
{
    private NetworkPolicy(string mode, IReadOnlyList<string> allow, IReadOnlyList<string> deny) =>
        (Mode, Allow, Deny) = (mode, allow, deny);

    /// <summary>Loopback only.</summary>
    public static NetworkPolicy None { get; } = new("none", [], []);

    /// <summary>Everything outside that is not the host's or another sandbox's.</summary>
    public static NetworkPolicy AllowAll { get; } = new("allow_all", [], []);

    /// <summary><c>none</c>, <c>allow_all</c> or <c>allow_list</c>.</summary>
    public string Mode { get; }

    /// <summary>Destinations that are allowed; only with <c>allow_list</c>.</summary>
    public IReadOnlyList<string> Allow { get; }

    /// <summary>Destinations that are refused although an entry of <see cref="Allow"/> matches.</summary>
    public IReadOnlyList<string> Deny { get; }

    /// <summary>Only what is listed.</summary>
    public static NetworkPolicy AllowList(IReadOnlyList<string> allow, IReadOnlyList<string> deny) =>
        new("allow_list", allow, deny);

    /// <summary>Reads the short form of the command line: <c>none</c> or <c>allow_all</c>.</summary>
    public static NetworkPolicy? TryParse(string text) => text switch
    {
        "none" => None,
        "allow_all" => AllowAll,
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Mode;
}
