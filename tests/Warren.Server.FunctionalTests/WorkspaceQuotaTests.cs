using System.Net;
using Warren.Api.Access;
using Warren.Api.Sandboxes;

namespace Warren.Server.FunctionalTests;

// Alone on its server: everybody's sandboxes count.
public sealed class WorkspaceQuotaTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Everybody_shares_what_a_workspace_may_have()
    {
        await server.AccountAsync("alice", "developer");
        var alice = (await server.LoginAsync("alice")).Token;
        await server.CallAsync<Quota>(HttpMethod.Put, "/api/v0/quotas/default", new { kind = "workspace", limits = new { sandboxes = 3 } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, index % 2 == 0 ? alice : null)));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.Created));

        // A quota that is smaller than what is there takes nothing away.
        await server.CallAsync<Quota>(HttpMethod.Put, "/api/v0/quotas/default", new { limits = new { sandboxes = 1 } });
        Assert.Equal(3, (await server.CallAsync<Api.Page<SandboxSnapshot>>(HttpMethod.Get, "/api/v0/sandboxes?all=true")).Items.Count);
        await server.CallAsync<Quota>(HttpMethod.Put, "/api/v0/quotas/default", new { limits = new { } });
        await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, alice);
    }
}
