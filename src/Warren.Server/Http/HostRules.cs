using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Warren.Server.Hosting;

namespace Warren.Server.Http;

/// <summary>
/// The hosts that this server is: loopback names with its port, the configured ones, the public address, and below each
/// <c>{port}-{sandbox}</c>. A page whose own name was made to resolve to 127.0.0.1 (DNS rebinding) has none of them.
/// </summary>
public sealed partial class HostRules(ServerOptions options)
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];
    private readonly ILookup<string, int?> _configured = options.Hosts
        .Select(host => Parse(host)!.Value)
        .ToLookup(host => host.Name, host => host.Port);

    /// <summary>Whether a text is a name or address with or without a port, and nothing else.</summary>
    public static bool IsAuthority(string text) => Parse(text) is not null;

    /// <summary>Whether the target of a request is a path, or an address whose host is nothing but a host (RFC 9112, section 3.2).</summary>
    public static bool IsTarget(string target)
    {
        if (target.StartsWith('/') || target == "*")
            return true;
        var authority = target.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
            return false;
        var path = target.AsSpan(authority).IndexOfAny('/', '?');
        return IsAuthority(path < 0 ? target[authority..] : target.Substring(authority, path));
    }

    /// <summary>Whether an address is one of a configured proxy.</summary>
    public bool IsProxy(IPAddress? address)
    {
        if (options.TrustedProxies.Count == 0 || address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.TrustedProxies.Any(network => network.Contains(plain));
    }

    /// <summary>The host that a request names; null where it is none of ours.</summary>
    /// <param name="host">The Host header.</param>
    /// <param name="scheme">The scheme that the caller uses.</param>
    /// <param name="localPort">The port that the connection came in by.</param>
    public ServedHost? Resolve(string host, string scheme, int localPort)
    {
        if (Parse(host) is not { } asked)
            return null;
        var found = Find(asked.Name, asked.Port, scheme, localPort);
        if (found is not null || asked.Name.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
            return found;
        return SandboxLabel().Match(asked.Name[..dot]) is { Success: true } label
            && asked.Name[(dot + 1)..] is var parent && parent is not ("127.0.0.1" or "[::1]")
            && Find(parent, asked.Port, scheme, localPort) is { } below
            ? below with { Name = asked.Name, Sandbox = new PortHost(label.Groups["port"].Value, label.Groups["id"].Value) }
            : null;
    }

    /// <summary>The host that addresses in an answer are made from.</summary>
    public ServedHost ForLinks(ServedHost served) => options.PublicUrl is { } url ? Public(url) : served with { Name = served.Sandbox is null ? served.Name : served.Base, Sandbox = null };

    private ServedHost? Find(string name, int? port, string scheme, int localPort)
    {
        if (options.PublicUrl is { } url && name == url.Host && (port ?? ServedHost.DefaultPort(url.Scheme)) == url.Port)
            return Public(url);
        var asked = port ?? ServedHost.DefaultPort(scheme);
        if (Loopback.Contains(name) && asked == localPort)
            return new ServedHost(scheme, name, asked, "localhost");
        return _configured[name].Any(allowed => allowed is null || allowed == asked) ? new ServedHost(scheme, name, asked, name) : null;
    }

    private static ServedHost Public(Uri url) => new(url.Scheme, url.Host, url.Port, url.Host);

    private static (string Name, int? Port)? Parse(string text)
    {
        if (Authority().Match(text) is not { Success: true } match)
            return null;
        var name = match.Groups["name"].Value.ToLowerInvariant();
        if (!match.Groups["port"].Success)
            return (name, null);
        return int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) is <= 65_535 and var port ? (name, port) : null;
    }

    // Stricter than RFC 3986: no user, no empty port, no trailing dot, no escapes, no name that resolvers alone understand.
    [GeneratedRegex(@"\A(?<name>\[[0-9a-fA-F:]{2,45}\]|(?=.{1,253}(:|\z))[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)(:(?<port>[1-9][0-9]{0,4}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Authority();

    [GeneratedRegex(@"\A(?<port>[1-9][0-9]{0,4}|[a-z]([a-z0-9-]{0,13}[a-z0-9])?)-(?<id>[a-z0-9]{16})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex SandboxLabel();
}
