using System.Net;
using Microsoft.Extensions.Configuration;
using Warren.Api;
using Warren.Server.Hosting;
using static Warren.Server.FunctionalTests.ServerFixture;

namespace Warren.Server.FunctionalTests;

public sealed class PageSettingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/debug")]
    [InlineData("/debug/code-execution")]
    [InlineData("/debug/assets/index.js")]
    [InlineData("/debug/index.html")]
    public async Task Nothing_of_the_page_is_there_unless_it_is_enabled(string path)
    {
        using var answer = await server.Anonymous.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("WARREN_DEBUG_UI=true", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WARREN_DEBUG_UI", "true", true)]
    [InlineData("DEBUG_UI", "True", true)]
    [InlineData("debug-ui", "1", true)]
    [InlineData("DEBUG_UI", "false", false)]
    [InlineData("DEBUG_UI", "", false)]
    public void It_is_enabled_by_each_of_its_settings(string name, string value, bool isEnabled) =>
        Assert.Equal(isEnabled, Read((name, value)).DebugPage);

    [Fact]
    public void A_setting_that_is_neither_true_nor_false_is_refused()
    {
        var refused = Assert.Throws<WarrenException>(() => Read(("DEBUG_UI", "yes please")));

        Assert.Equal(["debug-ui"], refused.Errors.Keys);
    }

    private static ServerOptions Read(params (string Name, string Value)[] settings) => ServerOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
}
