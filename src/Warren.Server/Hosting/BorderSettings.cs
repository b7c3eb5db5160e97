using System.Net;
using System.Text;
using Warren.Access;
using Warren.Access.Logins;
using Warren.Server.Http;

namespace Warren.Server.Hosting;

/// <summary>Reads the settings of the server's border; what is wrong is added to the errors.</summary>
internal static class BorderSettings
{
    /// <summary>An address of this host to listen at.</summary>
    public static IPAddress Host(string? text, Dictionary<string, string[]> errors)
    {
        if (text is null or "localhost")
            return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address))
            return address;
        errors["host"] = [$"'{text}' is no address to listen at; give one such as 127.0.0.1, or 0.0.0.0 for all of this host."];
        return IPAddress.Loopback;
    }

    /// <summary>Whether nobody but this host can reach an address, by a name that is always served.</summary>
    public static bool IsLoopback(IPAddress address) => address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback);

    /// <summary>Refuses to listen where others could reach the server, but by no name that it serves.</summary>
    public static void CheckListening(ServerOptions options, Dictionary<string, string[]> errors)
    {
        if (IsLoopback(options.Host) || errors.ContainsKey("host"))
            return;
        if (options.Hosts.Count == 0 && options.PublicUrl is null && !errors.ContainsKey("hosts") && !errors.ContainsKey("public-url"))
            errors["host"] = [$"At {options.Host} other machines reach the server, which answers only to names it knows: name those that they use with WARREN_HOSTS "
                + "(such as warren.lan or 10.0.0.5:9000). Or stay at 127.0.0.1, with a reverse proxy that speaks https in front, and WARREN_PUBLIC_URL."];
        else if (options.Port == 0 && !errors.ContainsKey("port"))
            errors["port"] = [$"With the address {options.Host} the port has to be named: others could not know a free one."];
    }

    /// <summary>An address without path, query and user.</summary>
    public static Uri? PublicUrl(string? text, Dictionary<string, string[]> errors)
    {
        if (text is null || Origin(text) is { } url)
            return text is null ? null : Origin(text);
        errors["public-url"] = [$"'{text}' is no public address; give scheme, host and port alone, such as https://warren.example."];
        return null;
    }

    /// <summary>Names with or without a port.</summary>
    public static IReadOnlyList<string> Hosts(string? text, Dictionary<string, string[]> errors)
    {
        var hosts = Split(text);
        if (hosts.Where(host => !HostRules.IsAuthority(host)).ToList() is { Count: > 0 } wrong)
            errors["hosts"] = [.. wrong.Select(host => $"'{host}' is no host; give a name or an address, and a port after a colon where only that one is served.")];
        return hosts;
    }

    /// <summary>Addresses and networks in CIDR notation.</summary>
    public static IReadOnlyList<IPNetwork> Proxies(string? text, Dictionary<string, string[]> errors)
    {
        List<IPNetwork> networks = [];
        foreach (var entry in Split(text))
            if (IPNetwork.TryParse(entry, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(entry, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                errors["trusted-proxies"] = [$"'{entry}' is neither an address nor a network such as 10.0.0.0/8."];
        return networks;
    }

    /// <summary>Origins as browsers send them.</summary>
    public static IReadOnlyList<string> Origins(string? text, Dictionary<string, string[]> errors)
    {
        var origins = Split(text);
        if (origins.Where(origin => Origin(origin) is not { } url || url.GetLeftPart(UriPartial.Authority) != origin).ToList() is { Count: > 0 } wrong)
            errors["cors-origins"] = [.. wrong.Select(origin => $"'{origin}' is no origin; give it as browsers do: scheme and host in lower case, the port where it is not the scheme's own, no path. There is no '*'.")];
        return origins;
    }

    /// <summary>What tokens are signed with; empty is as if it were not there.</summary>
    public static string? JwtSecret(string? text, Dictionary<string, string[]> errors)
    {
        if (text is { Length: > 0 } && Encoding.UTF8.GetByteCount(text) < TokenSigner.LeastKey)
            errors["JWT_SECRET"] = [$"This has at least {TokenSigner.LeastKey} bytes, such as `openssl rand -base64 48` makes; without it the server has a key of its own."];
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The password of the first administrator; empty is as if it were not there.</summary>
    public static string? AdminPassword(string? text, Dictionary<string, string[]> errors)
    {
        if (!string.IsNullOrEmpty(text))
            Passwords.Check(text, "WARREN_ADMIN_PASSWORD", errors);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Where OTLP is taken.</summary>
    public static Uri? Endpoint(string? text, Dictionary<string, string[]> errors)
    {
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            return text is null ? null : new Uri(text);
        errors["otlp-endpoint"] = [$"'{text}' is no address; give one such as http://localhost:4318."];
        return null;
    }

    private static string[] Split(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Uri? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && HostRules.IsAuthority(url.Authority) ? url : null;
}
