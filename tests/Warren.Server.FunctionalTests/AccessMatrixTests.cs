using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Warren.Api.Tools;
using Warren.Server.Http;
using Warren.Tools.Runs;

namespace Warren.Server.FunctionalTests;

/// <summary>The whole matrix of route, role, whose it is and what shows who one is, over HTTP.</summary>
public sealed class AccessMatrixTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Anonymous.BaseAddress };

    private const string Run = "aaaaaaaaaaaaaaaa", Tunnel = "/tcp";
    private static readonly string[] Shown = ["login", "key", "session"], Kinds = ["sandbox", "run", "session", "agent", "secret"];
    // Of these the handlers ask where they are.
    private static readonly string[] InWorkspaces = ["keys", "role-bindings", "sessions", "messages", "agents", "secrets"];
    private string _others = "", _othersSession = "", _othersAgent = "";
    private int _made;

    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public void Every_route_is_in_the_matrix_public_or_for_whoever_is_signed_in_and_takes_the_right_that_is_said_there()
    {
        var routes = server.Endpoints.SelectMany(endpoint => Methods(endpoint).Select(method => (Route: $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}", endpoint.Metadata))).ToList();
        var rows = AccessMatrix.Rows.ToDictionary(row => row.Route);
        foreach (var (route, marks) in routes)
        {
            var required = marks.GetMetadata<AccessRequirement>();
            if (marks.GetMetadata<IAllowAnonymous>() is not null)
                Assert.Contains(route, AccessMatrix.Public);
            else if (required is { Verb: "" })
                Assert.Contains(route, AccessMatrix.SignedIn);
            else
            {
                Assert.True(required is not null, $"{route} does not say what it requires");
                Assert.True(rows.TryGetValue(route, out var row), $"{route} is not in the matrix");
                Assert.Equal((row.Verb, row.Resource), (required.Verb, required.Resource));
            }
        }
        Assert.Empty(rows.Keys.Concat(AccessMatrix.SignedIn).Except(routes.Select(route => route.Route)));
    }

    [Fact]
    public async Task Everybody_may_do_what_their_role_allows_where_it_is_bound_by_whatever_they_show_and_nothing_else()
    {
        await server.Services.GetRequiredService<IToolRunStore>().SaveAsync(RunOfLocal(), Token);
        List<string> wrong = [];
        foreach (var role in AccessMatrix.Roles)
        {
            var here = await CallersAsync($"{role}-here", role, role);
            // A role that is bound in one workspace alone is none to what is in another.
            var elsewhere = await CallersAsync($"{role}-elsewhere", role, $"{role}@elsewhere");
            foreach (var row in AccessMatrix.Rows)
                for (var shown = 0; shown < Shown.Length; shown++)
                {
                    wrong.AddRange(await CheckAsync(here[shown], shown, role, row, isOthers: false, isElsewhere: false));
                    if (IsOfOwner(row.Route))
                        wrong.AddRange(await CheckAsync(here[shown], shown, role, row, isOthers: true, isElsewhere: false));
                    if (!InWorkspaces.Contains(row.Resource))
                        wrong.AddRange(await CheckAsync(elsewhere[shown], shown, role, row, isOthers: false, isElsewhere: true));
                }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
    }

    public void Dispose() => _http.Dispose();

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods;

    private static bool IsOfOwner(string route) => route.Contains("/sandboxes/{sandbox}", StringComparison.Ordinal) || route.Contains("{run}", StringComparison.Ordinal);

    // What one caller shows: a token, a key, a cookie.
    private async Task<string[]> CallersAsync(string name, string role, string binding)
    {
        await server.AccountAsync(name, role == "none" ? [] : [binding]);
        server.Clock.Advance(TimeSpan.FromMinutes(2)); // For the limit of those who sign in.
        var login = (await server.LoginAsync(name)).Token;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/auth/login")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { user = name, pass = AccessClient.Password }), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", $"http://127.0.0.1:{server.Port}");
        using var answer = await _http.SendAsync(request, Token);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        // Not everybody may make a key of their own, but everybody may be given one.
        return [login, await GivenKeyAsync(name, role), cookie];
    }

    // As an administrator would store it.
    private async Task<string> GivenKeyAsync(string name, string role)
    {
        var store = server.Services.GetRequiredService<Warren.Access.IAccessStore>();
        var state = server.Services.GetRequiredService<Warren.Access.AccessState>();
        var account = (await state.ReadAsync(Token)).FindAccount(name)!;
        var (id, secret) = (Warren.Access.AccessNames.NewId(), Warren.Access.AccessNames.NewSecret());
        await store.AddKeyAsync(
            new(new() { Id = id, Name = "k", Account = name, Roles = [role == "none" ? "admin" : role], CreatedAt = server.Clock.GetUtcNow() }, account.Id, Warren.Access.AccessNames.Hash(secret)), Token);
        await state.ReloadAsync(Token);
        return $"wk_{id}_{secret}";
    }

    private async Task<IEnumerable<string>> CheckAsync(
        string credential, int shown, string role, (string Verb, string Resource, string Route) row, bool isOthers, bool isElsewhere)
    {
        var allowed = !isElsewhere && AccessMatrix.Allows(role, row.Verb, row.Resource);
        var seen = !isOthers || AccessMatrix.Allows(role, row.Route.EndsWith("/remix", StringComparison.Ordinal) ? "remix-all" : "get-all", row.Resource);
        var (method, route) = (row.Route.Split(' ')[0], row.Route.Split(' ')[1]);
        // Of whom nothing is wanted but to be let in, no body is right; who is not to see it could do it, were it there.
        var body = isOthers && allowed && !seen ? AccessMatrix.Body(row.Route) : """{"nonsense":1}""";
        using var answer = await SendAsync(credential, shown, method, await PathAsync(route, isOthers, allowed && seen) + AccessMatrix.Query(row.Route), body);
        var text = (answer.IsSuccessStatusCode && row.Resource != "events") || method == "HEAD" ? "" : await answer.Content.ReadAsStringAsync(Token);
        // What happened to a sandbox that is no more can be read by its id: of another's there is nothing.
        var isHidden = (row.Resource == "events" && text.Contains("\"items\":[]", StringComparison.Ordinal)) || answer.StatusCode == HttpStatusCode.NotFound
            && (method == "HEAD" || Kinds.Any(kind => text.Contains($"There is no {kind} ", StringComparison.Ordinal)));
        // What a sandbox made is not shown to who has but a cookie, and WebSockets want a ticket.
        var isNoCookie = shown == 2 && (IsContent(row.Route) || row.Route.EndsWith(Tunnel, StringComparison.Ordinal));
        var isRight = isNoCookie ? answer.StatusCode == HttpStatusCode.Unauthorized
            : !allowed ? answer.StatusCode == HttpStatusCode.Forbidden
            : !isOthers ? answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            : seen ? answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (!isHidden || method == "HEAD")
            : isHidden;
        return isRight ? [] : [$"{role} by {Shown[shown]}, {(isElsewhere ? "elsewhere" : isOthers ? "another's" : "own")}: {row.Route} -> {(int)answer.StatusCode} {text}"];
    }

    // What is in a workspace is nothing to who has a role in another: not there, and not listed.
    private async Task<IEnumerable<string>> CheckElsewhereAsync(string credential, int shown, string role, (string Verb, string Resource, string Route) row)
    {
        var (method, route) = (row.Route.Split(' ')[0], row.Route.Split(' ')[1]);
        using var answer = await SendAsync(credential, shown, method, await PathAsync(route, isOthers: true, mayChange: false) + AccessMatrix.Query(row.Route), AccessMatrix.Body(row.Route));
        var text = method == "HEAD" || !answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound ? "" : await answer.Content.ReadAsStringAsync(Token);
        var isRight = shown == 2 && IsContent(row.Route) ? answer.StatusCode == HttpStatusCode.Unauthorized
            : !AccessMatrix.Allows(role, row.Verb, row.Resource) ? answer.StatusCode == HttpStatusCode.Forbidden
            : row.Verb == "list" ? text.Contains("\"items\":[]", StringComparison.Ordinal)
            : IsOfOwner(row.Route) ? answer.StatusCode == HttpStatusCode.NotFound && (method == "HEAD" || Kinds.Any(kind => text.Contains($"There is no {kind} ", StringComparison.Ordinal)))
            : answer.StatusCode == HttpStatusCode.Forbidden;
        return isRight ? [] : [$"{role} by {Shown[shown]}, in another workspace: {row.Route} -> {(int)answer.StatusCode} {text}"];
    }

    private async Task<HttpResponseMessage> SendAsync(string credential, int shown, string method, string path, string body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (shown == 2)
        {
            request.Headers.Add("Cookie", credential);
            request.Headers.Add("Origin", $"http://127.0.0.1:{server.Port}");
        }
        else
            request.Headers.Add(shown == 1 ? "X-API-Key" : "Authorization", shown == 1 ? credential : $"Bearer {credential}");
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, IsOfBytes(method, path) ? "application/octet-stream" : "application/json");
        if (path.EndsWith(Tunnel, StringComparison.Ordinal))
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new("websocket"));
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private async Task<string> PathAsync(string route, bool isOthers, bool mayChange)
    {
        if (isOthers && route.Contains("{sandbox}", StringComparison.Ordinal) && (_others.Length == 0 || mayChange))
            _others = (await server.Client.Sandboxes.CreateAsync(new(), Token)).Id;
        if (isOthers && route.Contains("{run}", StringComparison.Ordinal) && mayChange)
            await server.Services.GetRequiredService<IToolRunStore>().SaveAsync(RunOfLocal(), Token);
        if (isOthers && route.Contains("/sessions/{", StringComparison.Ordinal))
            return Fill(route.Replace("/{session}", "/{sandbox}", StringComparison.Ordinal).Replace("{sandbox}", await SessionAsync(mayChange), StringComparison.Ordinal));
        if (isOthers && route.Contains("{agent}", StringComparison.Ordinal))
            return route.Replace("{agent}", await AgentAsync(mayChange), StringComparison.Ordinal);
        if (isOthers && route.Contains("/secrets/{name}", StringComparison.Ordinal))
            return route.Replace("{name}", await SecretAsync(), StringComparison.Ordinal);
        return Fill(route.Replace("{sandbox}", isOthers ? _others : "none", StringComparison.Ordinal).Replace("{run}", isOthers ? Run : "none", StringComparison.Ordinal)
            .Replace("{session}", "s", StringComparison.Ordinal));
    }

    private static string Fill(string route) => route.Replace("{port}", "80", StringComparison.Ordinal)
        .Replace("{**", "{", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x');

    // A fresh one where the call may change it.
    private async Task<string> SessionAsync(bool mayChange) => _othersSession.Length > 0 && !mayChange
        ? _othersSession
        : _othersSession = (await server.Client.Sessions.CreateAsync(new() { Name = $"s{++_made}" }, null, Token)).Id;

    private async Task<string> AgentAsync(bool mayChange) => _othersAgent.Length > 0 && !mayChange
        ? _othersAgent
        : _othersAgent = (await server.Client.Agents.CreateAsync(new() { Name = $"a{++_made}" }, Token)).Id;

    private async Task<string> SecretAsync()
    {
        var name = $"S{++_made}";
        await server.Client.Secrets.CreateAsync(new() { Name = name, Value = "v" }, Token);
        return name;
    }

    private static bool IsOfBytes(string method, string path) => path.EndsWith("/stdin", StringComparison.Ordinal)
        || path.EndsWith("/import", StringComparison.Ordinal) || (method == "PUT" && path.Contains("/files", StringComparison.Ordinal));

    private static bool IsContent(string route) =>
        (route.EndsWith("/{sandbox}/files", StringComparison.Ordinal) && route[0] is 'G' or 'H')
        || (route.EndsWith("/{sandbox}/files/archive", StringComparison.Ordinal) && route[0] == 'G')
        || route.Contains("/ports/{port}/{**path}", StringComparison.Ordinal) || route.Contains("artifacts/{session}", StringComparison.Ordinal);

    private ToolRunRecord RunOfLocal() => new("local", new()
    {
        Id = Run,
        Tool = "shell",
        SessionId = "s",
        State = ToolRunState.Finished,
        Placement = ToolPlacement.Sandbox,
        CreatedAt = server.Clock.GetUtcNow(),
        StartedAt = server.Clock.GetUtcNow(),
        DurationMs = 1,
        FinishedAt = server.Clock.GetUtcNow(),
        ExpiresAt = server.Clock.GetUtcNow().AddDays(1),
        ExitCode = 0,
    });
}
