using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Warren.Api;
using Warren.Api.Settings;
using Warren.Server.Hosting;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

public sealed partial class ServerSettingsTests
{
    [Fact]
    public void Defaults_are_as_the_list_of_settings_says()
    {
        var options = Read();

        Assert.Equal(
            (IPAddress.Loopback, 9000, "warren/worker", null, 0.5, 512L << 20, 1L << 30, 4),
            (options.Host, options.Port, options.DefaultImage, options.SessionImage, options.SessionCpu, options.SessionMemory, options.SessionDisk, options.MaxIdle));
        Assert.All(
            new Dictionary<string, string> { ["host"] = "127.0.0.1", ["port"] = "9000", ["cpu-limit"] = "0.5", ["memory-limit"] = "512m", ["disk-limit"] = "1g", ["max-idle"] = "4" },
            shown => Assert.Equal(shown.Value, SettingCatalog.All.Single(setting => setting.Name == shown.Key).Default));
    }

    [Fact]
    public void Every_setting_that_the_server_reads_is_in_the_list_with_its_variables()
    {
        var read = Reads().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Warren.Server/Hosting/ServerOptions.cs")));

        Assert.NotEmpty(read);
        Assert.All(read.Where(setting => setting.Groups[2].Length > 0), setting => Assert.Equal(
            Variable().Matches(setting.Groups[2].Value).Select(variable => variable.Groups[1].Value),
            SettingCatalog.All.Single(known => known.Name == setting.Groups[1].Value).Variables.Where(variable => variable != "RUST_LOG"))); // Read by its own rule.
    }

    [Theory]
    [InlineData("memory-limit", "268435456", 256L << 20)]
    [InlineData("memory-limit", "512m", 512L << 20)]
    [InlineData("HOST_AGENT_MEMORY_LIMIT", "1.5G", 1536L << 20)]
    [InlineData("WARREN_MEMORY_LIMIT", "512MiB", 512L << 20)]
    [InlineData("WARREN_MEMORY_LIMIT", "512Mi", 512L << 20)]
    [InlineData("WARREN_MEMORY_LIMIT", "64mb", 64L << 20)]
    public void Sizes_are_read_as_people_write_them(string name, string text, long bytes) => Assert.Equal(bytes, Read((name, text)).SessionMemory);

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refused = Assert.Throws<WarrenException>(() => Read(
            ("RAWORC_HOST", "everywhere"), ("RAWORC_PORT", "high"), ("WARREN_CPU_LIMIT", "0"), ("WARREN_MEMORY_LIMIT", "1m"), ("HOST_AGENT_DISK_LIMIT", "much"), ("DOCKER_SOCKET_PATH", "docker.sock")));

        Assert.Equal(["cpu-limit", "disk-limit", "docker-socket", "host", "memory-limit", "port"], refused.Errors.Keys.Order());
    }

    [Fact]
    public void Engine_of_other_programs_is_judged_only_where_sandboxes_are_made_by_it()
    {
        (string, string)[] ofOthers = [("DOCKER_HOST", "ssh://elsewhere"), ("DOCKER_TLS_VERIFY", "1")];
        Assert.Null(Read(ofOthers).Engine);
        Assert.Equal(["docker-host"], Assert.Throws<WarrenException>(() => Read([("WARREN_DRIVER", "docker"), .. ofOthers])).Errors.Keys);
        Assert.Contains("ssh://elsewhere", Assert.Throws<WarrenException>(() => Read(("WARREN_DRIVER", "docker"), ofOthers[0])).Message, StringComparison.Ordinal);

        Assert.Equal("unix:///run/one.sock", Read(("WARREN_DRIVER", "docker"), ("DOCKER_SOCKET_PATH", "/run/one.sock")).Engine!.Text);
        Assert.Equal("tcp://engine:2375", Read(("WARREN_DRIVER", "docker"), ("DOCKER_SOCKET_PATH", "/run/one.sock"), ("DOCKER_HOST", "tcp://engine:2375")).Engine!.Text);
        Assert.Equal(["docker-allow", "driver"], Assert.Throws<WarrenException>(() => Read(("WARREN_DRIVER", "podman"), ("WARREN_DOCKER_ALLOW", "ids,all"))).Errors.Keys.Order());
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("::")]
    [InlineData("127.0.0.2")]
    public void Where_others_could_reach_the_server_a_name_has_to_be_known(string host)
    {
        var refused = Assert.Throws<WarrenException>(() => Read(("WARREN_HOST", host)));

        Assert.Equal(["host"], refused.Errors.Keys);
        Assert.Contains("WARREN_HOSTS", refused.Message, StringComparison.Ordinal);
        Assert.Equal(host, Read(("WARREN_HOST", host), ("WARREN_HOSTS", "warren.lan")).Host.ToString());
        Assert.Equal(host, Read(("WARREN_HOST", host), ("WARREN_PUBLIC_URL", "https://warren.example")).Host.ToString());
        Assert.Equal(["port"], Assert.Throws<WarrenException>(() => Read(("WARREN_HOST", host), ("WARREN_HOSTS", "warren.lan"), ("port", "0"))).Errors.Keys);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1", "http://127.0.0.1:9000")]
    [InlineData("::1", "::1", "http://[::1]:9000")]
    [InlineData("0.0.0.0", "0.0.0.0", "http://127.0.0.1:9000")]
    [InlineData("10.1.2.3", "10.1.2.3 127.0.0.1", "http://127.0.0.1:9000")]
    [InlineData("fd00::1", "fd00::1 127.0.0.1", "http://127.0.0.1:9000")]
    public void It_listens_on_loopback_too(string host, string addresses, string local)
    {
        var options = Read(("WARREN_HOST", host), ("WARREN_HOSTS", "warren.lan"));

        Assert.Equal(addresses, string.Join(' ', ListenAddresses.Of(options)));
        Assert.Equal(local, ListenAddresses.Local(options, ["http://[::]:9000"]));
    }

    [Fact]
    public void Identity_provider_is_read_whole()
    {
        Assert.Null(Read().Oidc);
        var plain = Read(("WARREN_OIDC_ISSUER", "https://idp.example/realms/x/"), ("WARREN_OIDC_CLIENT_ID", "warren")).Oidc!;
        Assert.Equal(("https://idp.example/realms/x/", "warren", null, "idp.example", "openid profile"), (plain.Issuer, plain.ClientId, plain.ClientSecret, plain.Name, string.Join(' ', plain.Scopes)));
        var full = Read(
            ("oidc-issuer", "http://127.0.0.1:5000"), ("oidc-client-id", "w"), ("WARREN_OIDC_CLIENT_SECRET", "s"), ("oidc-scopes", "openid  email"), ("oidc-name", "SSO")).Oidc!;
        Assert.Equal(("http://127.0.0.1:5000", "s", "SSO", "openid email"), (full.Issuer, full.ClientSecret, full.Name, string.Join(' ', full.Scopes)));
    }

    [Theory]
    [InlineData("http://idp.example", "warren", "openid", "oidc-issuer")]
    [InlineData("https://user@idp.example", "warren", "openid", "oidc-issuer")]
    [InlineData("https://idp.example?x=1", "warren", "openid", "oidc-issuer")]
    [InlineData("https://idp.example#x", "warren", "openid", "oidc-issuer")]
    [InlineData("idp.example", "warren", "openid", "oidc-issuer")]
    [InlineData("https://idp.example", null, "openid", "oidc-client-id")]
    [InlineData("https://idp.example", "warren", "profile", "oidc-scopes")]
    [InlineData("", "warren", "openid", "oidc-issuer")]
    [InlineData("ftp://idp.example", null, "email", "oidc-client-id", "oidc-issuer", "oidc-scopes")]
    public void Identity_provider_that_cannot_be_is_refused_at_the_start(string issuer, string? client, string scopes, params string[] fields)
    {
        var refused = Assert.Throws<WarrenException>(() => Read(
            [("WARREN_OIDC_ISSUER", issuer), ("WARREN_OIDC_SCOPES", scopes), .. client is null ? [] : new[] { ("WARREN_OIDC_CLIENT_ID", client) }]));

        Assert.Equal(fields, refused.Errors.Keys.Order());
    }

    private static ServerOptions Read(params (string Name, string Value)[] settings) => ServerOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());

    [GeneratedRegex("Setting\\(configuration, \"([a-z-]+)\"((?:, \"[A-Z_]+\")*)\\)")]
    private static partial Regex Reads();

    [GeneratedRegex("\"([A-Z_]+)\"")]
    private static partial Regex Variable();
}
