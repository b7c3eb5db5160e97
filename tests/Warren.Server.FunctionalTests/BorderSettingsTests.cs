using Microsoft.Extensions.Configuration;
using Warren.Api;
using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class BorderSettingsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refused = Assert.Throws<WarrenException>(() => Read(
            ("WARREN_PUBLIC_URL", "https://user@warren.example/path"), ("WARREN_HOSTS", "fine,b@d,a b"), ("WARREN_TRUSTED_PROXIES", "10.0.0.0/8,anyone"),
            ("WARREN_CORS_ORIGINS", "*,https://Fine.example/"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "there")));

        Assert.Equal(["public-url", "hosts", "trusted-proxies", "cors-origins", "otlp-endpoint"], refused.Errors.Keys);
        Assert.Equal(2, refused.Errors["hosts"].Length);
        Assert.Equal(2, refused.Errors["cors-origins"].Length);
    }

    [Fact]
    public void What_is_right_is_taken()
    {
        var options = Read(
            ("WARREN_PUBLIC_URL", "https://warren.example:8443"), ("WARREN_HOSTS", "a.lan, b.lan:81 ,[::2]"), ("WARREN_TRUSTED_PROXIES", "10.0.0.0/8,::1"),
            ("WARREN_CORS_ORIGINS", "https://fine.example,http://localhost:3000"));

        Assert.Equal("https://warren.example:8443/", options.PublicUrl!.ToString());
        Assert.Equal(["a.lan", "b.lan:81", "[::2]"], options.Hosts);
        Assert.Equal(["10.0.0.0/8", "::1/128"], options.TrustedProxies.Select(network => network.ToString()));
        Assert.Equal(2, options.CorsOrigins.Count);
    }

    private static ServerOptions Read(params (string Name, string Value)[] settings) => ServerOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
}
