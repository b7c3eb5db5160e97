using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

/// <summary>The same behind a proxy that speaks https.</summary>
public sealed class OidcPublicServer : OidcServer
{
    public static Uri Address { get; } = new("https://warren.example");

    protected override ServerOptions Configure(ServerOptions options) => base.Configure(options) with { PublicUrl = Address };
}
