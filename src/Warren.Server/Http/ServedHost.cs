namespace Warren.Server.Http;

/// <summary>The host that a request is for, once it is known to be one of this server's.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Name">The name or address as it was asked for, in lower case.</param>
/// <param name="Port">The TCP port as the caller sees it.</param>
/// <param name="Base">The name that the hosts of sandboxes are made below: <c>localhost</c> for a loopback address.</param>
/// <param name="Sandbox">The sandbox's port that it stands for; null for the server itself.</param>
public sealed record ServedHost(string Scheme, string Name, int Port, string Base, PortHost? Sandbox = null)
{
    /// <summary>The port of a scheme where none is said.</summary>
    public static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    /// <summary>Name and port as a browser writes them.</summary>
    public string Authority => WithPort(Name);

    /// <summary>The origin as a browser sends it (RFC 6454, section 6.2).</summary>
    public string Origin => $"{Scheme}://{Authority}";

    /// <summary>Whether a page of this very origin has made a request.</summary>
    public bool IsOrigin(string given) => string.Equals(given, Origin, StringComparison.Ordinal);

    /// <summary>The origin that one port of a sandbox is rendered in.</summary>
    public string OriginOf(PortHost sandbox) => $"{Scheme}://{WithPort($"{sandbox.Port}-{sandbox.Id}.{Base}")}";

    /// <summary>The host of a request.</summary>
    public static ServedHost Of(HttpContext context) => context.Features.Get<ServedHost>()!;

    private string WithPort(string name) => Port == DefaultPort(Scheme) ? name : $"{name}:{Port}";
}
