using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Client;

namespace Warren.Cli.Tests;

/// <summary>Which request each call sends: the paths of the API, with names as parts of the path and nothing else.</summary>
public sealed class ClientCallTests
{
    private static readonly Dictionary<string, Func<WarrenClient, CancellationToken, Task>> Calls = new()
    {
        ["GET /api/v0/sessions?workspace=a%20b&state=IDLE&all=true&label=x%3Dy&label=z&limit=1000"] = (client, token) => client.Sessions
            .ListAsync(new() { Workspace = "a b", State = SessionState.Idle, All = true, Labels = ["x=y", "z"] }, token).ToListAsync(token).AsTask(),
        ["GET /api/v0/published/sessions?workspace=w&limit=1000"] = (client, token) => client.Sessions.ListPublishedAsync("w", token).ToListAsync(token).AsTask(),
        ["GET /api/v0/sessions/a%2F..%2Fb?workspace=w"] = (client, token) => client.Sessions.GetAsync("a/../b", "w", token),
        ["PUT /api/v0/sessions/work"] = (client, token) => client.Sessions.UpdateAsync("work", new() { Name = "other" }, token),
        ["PUT /api/v0/sessions/work/state"] = (client, token) => client.Sessions.SetStateAsync("work", SessionState.Ready, token),
        ["POST /api/v0/sessions/work/suspend"] = (client, token) => client.Sessions.ChangeAsync("work", "suspend", token),
        ["POST /api/v0/sessions/work/remix?into=w"] = (client, token) => client.Sessions.RemixAsync("work", new() { Name = "new" }, "w", token),
        ["GET /api/v0/sessions/work/stats"] = (client, token) => client.Sessions.GetStatisticsAsync("work", token),
        ["GET /api/v0/sandboxes/box/statistics"] = (client, token) => client.Sandboxes.GetStatisticsAsync("box", token),
        ["DELETE /api/v0/sessions/work?keepVolume=true"] = (client, token) => client.Sessions.DeleteAsync("work", keepVolume: true, token),
        ["DELETE /api/v0/sessions/work"] = (client, token) => client.Sessions.DeleteAsync("work", keepVolume: false, token),
        ["POST /api/v0/sessions/work/exec"] = (client, token) => client.Sessions.RunAsync("work", new() { Command = new(["true"]) }, token),
        ["GET /api/v0/sessions/work/execs/e1"] = (client, token) => client.Sessions.GetExecAsync("work", "e1", token),
        ["GET /api/v0/sessions/work/files/stat?path=a%26b&follow=true"] = (client, token) => client.Sessions.Files.StatAsync("work", "a&b", follow: true, user: null, token),
        ["GET /api/v0/sessions/work/terminals?limit=1000"] = (client, token) => client.Sessions.Terminals.ListAsync("work", token),
        ["GET /api/v0/sessions/work/logs?tail=5"] = (client, token) => client.Sessions.Feeds.ReadLogsAsync("work", new() { Tail = 5 }, token).ToListAsync(token).AsTask(),
        ["GET /api/v0/sandboxes/box/files/stat?path=a&follow=false"] = (client, token) => client.Files.StatAsync("box", "a", follow: false, user: null, token),
        ["GET /api/v0/sandboxes?label=a&limit=1000"] = (client, token) => client.Sandboxes.ListAsync(["a"], token).ToListAsync(token).AsTask(),
        ["POST /api/v0/sessions/work/messages"] = (client, token) => client.Sessions.Messages.SendAsync("work", new() { Content = "hello" }, token),
        ["GET /api/v0/sessions/work/messages?limit=1000"] = (client, token) => client.Sessions.Messages.ListAsync("work", token).ToListAsync(token).AsTask(),
        ["GET /api/v0/sessions/work/messages/count"] = (client, token) => client.Sessions.Messages.CountAsync("work", token),
        ["DELETE /api/v0/sessions/work/messages"] = (client, token) => client.Sessions.Messages.DeleteAsync("work", token),
        ["GET /api/v0/agents?workspace=w&limit=1000"] = (client, token) => client.Agents.ListAsync("w", all: false, token).ToListAsync(token).AsTask(),
        ["PUT /api/v0/agents/coder"] = (client, token) => client.Agents.UpdateAsync("coder", new() { Active = false }, token),
        ["POST /api/v0/secrets"] = (client, token) => client.Secrets.CreateAsync(new() { Name = "KEY", Value = "v" }, token),
        ["GET /api/v0/secrets?session=work&all=true&limit=1000"] = (client, token) => client.Secrets.ListAsync(null, "work", all: true, token).ToListAsync(token).AsTask(),
        ["PUT /api/v0/secrets/KEY?session=work"] = (client, token) => client.Secrets.UpdateAsync("KEY", new() { Value = "v" }, null, "work", token),
        ["DELETE /api/v0/secrets/KEY?workspace=w"] = (client, token) => client.Secrets.DeleteAsync("KEY", "w", null, token),
        ["POST /api/v0/auth/login"] = (client, token) => client.Auth.LoginAsync("alice", "secret", token),
        ["POST /api/v0/auth/refresh"] = (client, token) => client.Auth.RefreshAsync("r", token),
        ["POST /api/v0/auth/logout"] = (client, token) => client.Auth.LogoutAsync(token),
        ["GET /api/v0/auth/me"] = (client, token) => client.Auth.GetCallerAsync(token),
        ["GET /api/v0/auth/oidc"] = (client, token) => client.Auth.GetOidcAsync(token),
        ["POST /api/v0/auth/oidc/exchange"] = (client, token) => client.Auth.ExchangeAsync("code", "verifier", token),
        ["GET /api/v0/subjects/x%40idp.example"] = (client, token) => client.Access.Subjects.GetAsync("x@idp.example", token),
        ["GET /api/v0/accounts?limit=1000"] = (client, token) => client.Access.Accounts.ListAsync(token).ToListAsync(token).AsTask(),
        ["PUT /api/v0/service-accounts/builder/password"] = (client, token) => client.Access.ServiceAccounts.SetPasswordAsync("builder", new() { NewPassword = "new secret" }, token),
        ["DELETE /api/v0/roles/r"] = (client, token) => client.Access.Roles.DeleteAsync("r", token),
        ["POST /api/v0/role-bindings"] = (client, token) => client.Access.Bindings.CreateAsync(new() { Role = "viewer", Principal = "alice", PrincipalType = PrincipalType.Account }, token),
        ["POST /api/v0/keys"] = (client, token) => client.Access.Keys.CreateAsync(new() { Name = "k", Roles = ["viewer"] }, token),
        ["GET /api/v0/keys?limit=1000"] = (client, token) => client.Access.Keys.ListAsync(token).ToListAsync(token).AsTask(),
        ["GET /api/v0/audit?actor=alice&result=refused&since=2026-01-31T12%3A00%3A00.0000000Z&limit=7"] = (client, token) => client.Access.Audit
            .ListAsync(new() { Actor = "alice", Result = AuditResult.Refused, Since = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), Most = 7 }, token).ToListAsync(token).AsTask(),
        ["GET /api/v0/audit/export?name=box"] = (client, token) => client.Access.Audit.ExportAsync(new() { Name = "box" }, token),
        ["PUT /api/v0/quotas/alice"] = (client, token) => client.Access.Quotas.SetAsync("alice", new() { Limits = new() { Sandboxes = 3 } }, token),
    };

    public static TheoryData<string> Requests => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_call_sends_its_request(string request)
    {
        await using var server = new ScriptedServer(_ => Refusal);
        using var client = new WarrenClient(server.Address, "wk_key");

        var refused = await Assert.ThrowsAsync<WarrenException>(() => Calls[request](client, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.Forbidden, refused.Code);
        Assert.Equal(request + " HTTP/1.1", server.Requests[0].Split("\r\n")[0]);
        Assert.Contains("Authorization: Bearer wk_key\r\n", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_nobody_yet_sends_no_credentials()
    {
        await using var server = new ScriptedServer(_ => Refusal);
        using var client = new WarrenClient(server.Address, token: null);

        await Assert.ThrowsAsync<WarrenException>(() => client.Auth.LoginAsync("alice", "secret", TestContext.Current.CancellationToken));

        Assert.DoesNotContain("Authorization", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_creation_goes_in_its_header()
    {
        await using var server = new ScriptedServer(_ => Refusal);
        using var client = new WarrenClient(server.Address, "token");

        await Assert.ThrowsAsync<WarrenException>(() => client.Sessions.CreateAsync(new() { Name = "work" }, "once", TestContext.Current.CancellationToken));

        Assert.Contains("Idempotency-Key: once\r\n", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_no_further_than_wanted()
    {
        await using var server = new ScriptedServer(request => request.Contains("cursor=next%2B1", StringComparison.Ordinal) ? Answer(Page(3)) : Answer(Page(1, 2, cursor: "next+1")));
        using var client = new WarrenClient(server.Address, "token");

        var all = await client.Access.Audit.ListAsync(new(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var two = await client.Access.Audit.ListAsync(new() { Most = 2 }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1L, 2, 3], all.Select(entry => entry.Id));
        Assert.Equal([1L, 2], two.Select(entry => entry.Id));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"version\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ver\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 100\r\n\r\n{\"title\":")]
    public async Task A_server_that_dies_in_the_middle_of_an_answer_is_away(string begun)
    {
        await using var server = new ScriptedServer(_ => begun);
        using var client = new WarrenClient(server.Address, "token");

        var away = await Assert.ThrowsAsync<WarrenException>(() => client.GetVersionAsync(TestContext.Current.CancellationToken));

        Assert.Equal((ErrorCode.EngineUnavailable, null), (away.Code, away.Reported));
    }

    private const string Problem = """{"title":"Forbidden","status":403,"detail":"No.","code":"FORBIDDEN"}""";

    private static string Refusal =>
        $"HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nContent-Length: {Problem.Length}\r\nConnection: close\r\n\r\n{Problem}";

    private static string Answer(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    private static string Page(int first, int last = 0, string? cursor = null)
    {
        var items = Enumerable.Range(first, Math.Max(1, last - first + 1)).Select(id =>
            $$"""{"id":{{id}},"time":"2026-01-31T12:00:00Z","verb":"get","resource":"sandboxes","method":"GET","path":"/","result":"done","status":200}""");
        return $$"""{"items":[{{string.Join(',', items)}}]{{(cursor is null ? "" : $",\"nextCursor\":\"{cursor}\"")}}}""";
    }
}
