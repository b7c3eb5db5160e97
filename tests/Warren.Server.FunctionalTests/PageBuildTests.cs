using System.Net;
using Warren.Server.Hosting;
using static Warren.Server.FunctionalTests.ServerFixture;

namespace Warren.Server.FunctionalTests;

/// <summary>What builds of the page do to a server that is there already.</summary>
public sealed class PageBuildTests(PageBuildTests.UnbuiltServer server) : IClassFixture<PageBuildTests.UnbuiltServer>
{
    /// <summary>A server that is to have a page, where none was built.</summary>
    public sealed class UnbuiltServer : ServerFixture
    {
        public string WebFolder => Path.Combine(StateFolder, "no-such-page");

        protected override ServerOptions Configure(ServerOptions options) => options with { DebugPage = true, WebFolder = WebFolder };
    }

    [Fact]
    public async Task A_page_that_was_not_built_is_said_to_be_missing_and_is_there_once_it_is_built()
    {
        using var missing = await server.Anonymous.GetAsync("/debug", Token);
        Directory.CreateDirectory(server.WebFolder);
        await File.WriteAllTextAsync(Path.Combine(server.WebFolder, "index.html"), "first", Token);
        var built = await server.Anonymous.GetStringAsync("/debug", Token);
        await File.WriteAllTextAsync(Path.Combine(server.WebFolder, "index.html"), "second", Token);
        var builtAgain = await server.Anonymous.GetStringAsync("/debug", Token);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("eng/build-page", await missing.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        // The server goes on with the build that it began with.
        Assert.Equal(("first", "first"), (built, builtAgain));
    }
}
