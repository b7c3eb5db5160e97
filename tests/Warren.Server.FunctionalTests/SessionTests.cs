using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Warren.TestKit.Fakes;

namespace Warren.Server.FunctionalTests;

/// <summary>Sessions, messages, agents and secrets by HTTP, on a fake engine.</summary>
public sealed class SessionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Sessions = "/api/v0/sessions";

    [Fact]
    public async Task Session_is_created_read_listed_changed_and_deleted_by_id_and_name()
    {
        using var made = await server.SendAsync(HttpMethod.Post, Sessions, """{"name":"test","workspace":"default","labels":{"team":"red"}}""");
        var session = await JsonAsync(made, HttpStatusCode.Created);
        var id = (string)session["id"]!;
        Assert.Equal($"{Sessions}/{id}", made.Headers.Location!.OriginalString);
        Assert.Equal(("READY", "completed", "local"), ((string?)session["state"], (string?)session["setupStatus"], (string?)session["createdBy"]));
        var (read, listed) = (await GetAsync($"{Sessions}/test"), (await GetAsync($"{Sessions}?label=team=red&state=ready"))["items"]![0]!);
        Assert.Equal((id, id), ((string?)read["id"], (string?)listed["id"]));
        // A session has one form, however it is asked for.
        foreach (var other in new[] { read, listed })
            Assert.Equal(session.AsObject().Select(field => field.Key), other.AsObject().Select(field => field.Key));
        Assert.Empty((await GetAsync($"{Sessions}?label=team=blue"))["items"]!.AsArray());
        using var again = await server.SendAsync(HttpMethod.Post, Sessions, """{"name":"test"}""");
        Assert.Equal("CONFLICT", (string?)(await JsonAsync(again, HttpStatusCode.Conflict))["code"]);
        using var changed = await server.SendAsync(HttpMethod.Put, $"{Sessions}/test", """{"name":"renamed","idleTimeoutSeconds":10}""");
        Assert.Equal(10, (double?)(await JsonAsync(changed, HttpStatusCode.OK))["idleTimeoutSeconds"]);
        using var deleted = await server.SendAsync(HttpMethod.Delete, $"{Sessions}/renamed");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var gone in new[] { "renamed", id })
            Assert.Equal("NOT_FOUND", (string?)(await GetAsync($"{Sessions}/{gone}", HttpStatusCode.NotFound))["code"]);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_body_is_named_and_unknown_fields_are_refused()
    {
        using var wrong = await server.SendAsync(HttpMethod.Post, Sessions, """{"name":"-","memory":1,"agentIds":[],"idleTimeoutSeconds":0}""");
        var errors = (await JsonAsync(wrong, HttpStatusCode.BadRequest))["errors"]!.AsObject();
        Assert.Equal(["idleTimeoutSeconds", "memory", "name"], errors.Select(error => error.Key).Order());
        using var unknown = await server.SendAsync(HttpMethod.Post, Sessions, """{"name":"a","colour":"red"}""");
        Assert.Equal(["colour"], (await JsonAsync(unknown, HttpStatusCode.BadRequest))["errors"]!.AsObject().Select(error => error.Key));
        using var agents = await server.SendAsync(HttpMethod.Post, Sessions, """{"name":"a","agentIds":["nobody"]}""");
        Assert.Equal(["agentIds[0]"], (await JsonAsync(agents, HttpStatusCode.BadRequest))["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Change_of_state_that_there_is_not_is_400_and_names_the_allowed_ones()
    {
        await CreateAsync("states");
        using var refused = await server.SendAsync(HttpMethod.Put, $"{Sessions}/states/state", """{"state":"INIT"}""");
        var problem = await JsonAsync(refused, HttpStatusCode.BadRequest);
        Assert.Equal("INVALID_STATE", (string?)problem["code"]);
        Assert.Contains("IDLE or BUSY or ERROR", (string?)problem["detail"], StringComparison.Ordinal);
        using var idle = await server.SendAsync(HttpMethod.Put, $"{Sessions}/states/state", """{"state":"IDLE"}""");
        Assert.Equal("IDLE", (string?)(await JsonAsync(idle, HttpStatusCode.OK))["state"]);
        using var unknown = await server.SendAsync(HttpMethod.Put, $"{Sessions}/states/state", """{"state":"idle"}""");
        Assert.Contains("INIT, READY, IDLE, BUSY, ERROR", (await JsonAsync(unknown, HttpStatusCode.BadRequest))["errors"]!["state"]!.ToJsonString(), StringComparison.Ordinal);
        await DeleteAsync("states");
    }

    [Fact]
    public async Task Operations_of_the_sandbox_are_reached_by_the_session_and_wake_it()
    {
        var session = await CreateAsync("box");
        using var ran = await server.SendAsync(HttpMethod.Post, $"{Sessions}/box/exec", """{"command":["echo","hi"]}""");
        Assert.Equal("echo\nhi\n", (string?)(await JsonAsync(ran, HttpStatusCode.OK))["stdout"]);
        Assert.Single((await GetAsync($"{Sessions}/box/execs"))["items"]!.AsArray());
        Assert.NotEmpty((await GetAsync($"{Sessions}/box/events"))["items"]!.AsArray());
        Assert.NotEmpty((await GetAsync($"{Sessions}/box/logs"))["items"]!.AsArray());
        Assert.NotNull((await GetAsync($"{Sessions}/box/stats"))["memoryBytes"]);
        using var suspended = await server.SendAsync(HttpMethod.Post, $"{Sessions}/box/suspend");
        Assert.Equal("IDLE", (string?)(await JsonAsync(suspended, HttpStatusCode.OK))["state"]);
        Assert.Equal("INVALID_STATE", (string?)(await GetAsync($"{Sessions}/box/execs", HttpStatusCode.BadRequest))["code"]);
        using var woke = await server.SendAsync(HttpMethod.Post, $"{Sessions}/{session["id"]}/exec", """{"command":["true"]}""");
        Assert.Equal(HttpStatusCode.OK, woke.StatusCode);
        var now = await GetAsync($"{Sessions}/box");
        Assert.Equal("READY", (string?)now["state"]);
        Assert.NotEqual((string?)session["sandboxId"], (string?)now["sandboxId"]);
        Assert.Equal("NOT_FOUND", (string?)(await GetAsync($"{Sessions}/none/logs", HttpStatusCode.NotFound))["code"]);
        await DeleteAsync("box");
    }

    [Fact]
    public async Task Ports_are_reached_by_the_session_and_keep_its_path()
    {
        await CreateAsync("ports");
        server.Engine.Ports[8123] = async (stream, token) =>
        {
            var buffer = new byte[4096];
            var read = await stream.ReadAsync(buffer, token);
            var heard = Encoding.ASCII.GetString(buffer, 0, read);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {heard.Length}\r\nConnection: close\r\n\r\n{heard}"), token);
        };
        using var answer = await server.SendAsync(HttpMethod.Get, $"{Sessions}/ports/ports/8123/a/b?c=d");
        var request = await answer.Content.ReadAsStringAsync(ServerFixture.Token);
        Assert.StartsWith("GET /a/b?c=d HTTP/1.1\r\n", request, StringComparison.Ordinal);
        var id = (string)(await GetAsync($"{Sessions}/ports"))["id"]!;
        Assert.Contains($"X-Forwarded-Prefix: {Sessions}/{id}/ports/8123\r\n", request, StringComparison.OrdinalIgnoreCase);
        await DeleteAsync("ports");
    }

    [Fact]
    public async Task Messages_are_kept_counted_read_page_by_page_and_deleted()
    {
        await CreateAsync("talk");
        foreach (var text in new[] { "one", "two", "three" })
            await PostAsync($"{Sessions}/talk/messages", new { role = "SYSTEM", content = text });
        Assert.Equal(3, (long?)(await GetAsync($"{Sessions}/talk/messages/count"))["count"]);
        var page = await GetAsync($"{Sessions}/talk/messages?limit=2");
        Assert.Equal(["one", "two"], page["items"]!.AsArray().Select(message => (string?)message!["content"]));
        page = await GetAsync($"{Sessions}/talk/messages?limit=2&cursor={page["nextCursor"]}");
        Assert.Equal(["three"], page["items"]!.AsArray().Select(message => (string?)message!["content"]));
        using var nobody = await server.SendAsync(HttpMethod.Post, $"{Sessions}/talk/messages", """{"role":"AGENT","content":"x"}""");
        Assert.Equal(["agentId"], (await JsonAsync(nobody, HttpStatusCode.BadRequest))["errors"]!.AsObject().Select(error => error.Key));
        using var deleted = await server.SendAsync(HttpMethod.Delete, $"{Sessions}/talk/messages");
        Assert.Equal(3, (long?)(await JsonAsync(deleted, HttpStatusCode.OK))["deleted"]);
        await DeleteAsync("talk");
    }

    [Fact]
    public async Task Message_without_an_agent_wakes_an_idle_session_which_stays_ready()
    {
        await CreateAsync("quiet");
        using (await server.SendAsync(HttpMethod.Post, $"{Sessions}/quiet/suspend"))
        {
        }
        await PostAsync($"{Sessions}/quiet/messages", new { content = "hello" });
        Assert.Equal("READY", (string?)(await GetAsync($"{Sessions}/quiet"))["state"]);
        await DeleteAsync("quiet");
    }

    [Fact]
    public async Task Agents_are_created_read_changed_listed_and_deleted()
    {
        var made = await PostAsync("/api/v0/agents", new { name = "a", model = "m", tools = new[] { new { name = "t" } }, command = "run it" });
        Assert.Equal("""[{"name":"t"}]""", made["tools"]!.ToJsonString());
        using var taken = await server.SendAsync(HttpMethod.Post, "/api/v0/agents", """{"name":"a"}""");
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        using var changed = await server.SendAsync(HttpMethod.Put, "/api/v0/agents/a", """{"active":false,"instructions":"Be brief."}""");
        var agent = await JsonAsync(changed, HttpStatusCode.OK);
        Assert.Equal((false, "Be brief.", "m"), ((bool)agent["active"]!, (string?)agent["instructions"], (string?)agent["model"]));
        Assert.Contains((await GetAsync("/api/v0/agents"))["items"]!.AsArray(), found => (string?)found!["name"] == "a");
        using var deleted = await server.SendAsync(HttpMethod.Delete, $"/api/v0/agents/{made["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await GetAsync("/api/v0/agents/a", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Secret_goes_into_the_environment_and_into_no_answer()
    {
        const string value = "very-secret-value";
        await CreateAsync("safe", ""","secrets":["TOKEN"]""");
        var made = await PostAsync("/api/v0/secrets", new { name = "TOKEN", value });
        Assert.DoesNotContain(value, made.ToJsonString(), StringComparison.Ordinal);
        IReadOnlyDictionary<string, string>? environment = null;
        var run = server.Engine.Run;
        server.Engine.Run = request =>
        {
            environment = request.Env;
            return run(request);
        };
        using (await server.SendAsync(HttpMethod.Post, $"{Sessions}/safe/exec", $$"""{"command":["use","{{value}}"]}"""))
        {
        }
        Assert.Equal(value, environment!["TOKEN"]);
        var sandbox = (string?)(await GetAsync($"{Sessions}/safe"))["sandboxId"];
        foreach (var path in new[] { "/api/v0/secrets", $"{Sessions}/safe", $"{Sessions}/safe/execs", $"{Sessions}/safe/events", "/api/v0/events", $"/api/v0/sandboxes/{sandbox}" })
            Assert.DoesNotContain(value, (await GetAsync(path)).ToJsonString(), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(server.StateFolder, "warren.db*"))
            Assert.Equal(-1, (await ReadSharedAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.StateFolder, "secrets.key")));
        using var taken = await server.SendAsync(HttpMethod.Post, "/api/v0/secrets", """{"name":"TOKEN","value":"other"}""");
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        using var deleted = await server.SendAsync(HttpMethod.Delete, "/api/v0/secrets/TOKEN");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await server.SendAsync(HttpMethod.Delete, "/api/v0/secrets/TOKEN");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await DeleteAsync("safe");
    }

    [Fact]
    public async Task Published_session_is_listed_and_its_secrets_are_not_remixed()
    {
        var source = await CreateAsync("shared");
        using (await server.SendAsync(HttpMethod.Post, $"{Sessions}/shared/publish"))
        {
        }
        Assert.Equal((string?)source["id"], (string?)(await GetAsync("/api/v0/published/sessions"))["items"]![0]!["id"]);
        using var refused = await server.SendAsync(HttpMethod.Post, $"{Sessions}/shared/remix", """{"name":"mine","secrets":true}""");
        Assert.Equal("FORBIDDEN", (string?)(await JsonAsync(refused, HttpStatusCode.Forbidden))["code"]);
        using var remixed = await server.SendAsync(HttpMethod.Post, $"{Sessions}/shared/remix", """{"name":"mine"}""");
        Assert.Equal((string?)source["id"], (string?)(await JsonAsync(remixed, HttpStatusCode.Created))["parentSessionId"]);
        using (await server.SendAsync(HttpMethod.Post, $"{Sessions}/shared/unpublish"))
        {
        }
        Assert.Empty((await GetAsync("/api/v0/published/sessions"))["items"]!.AsArray());
        await DeleteAsync("mine");
        await DeleteAsync("shared");
    }

    [Fact]
    public async Task Same_idempotency_key_gives_the_same_session()
    {
        using var first = await SendWithKeyAsync("""{"name":"once"}""");
        using var second = await SendWithKeyAsync("""{"name":"once"}""");
        using var other = await SendWithKeyAsync("""{"name":"twice"}""");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode, other.StatusCode));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));
        await DeleteAsync("once");
    }

    private Task<HttpResponseMessage> SendWithKeyAsync(string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Sessions) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", server.AccessToken);
        request.Headers.Add("Idempotency-Key", "session-key");
        return server.Anonymous.SendAsync(request, ServerFixture.Token);
    }

    private async Task<JsonNode> CreateAsync(string name, string more = "")
    {
        using var made = await server.SendAsync(HttpMethod.Post, Sessions, $$"""{"name":"{{name}}"{{more}}}""");
        return await JsonAsync(made, HttpStatusCode.Created);
    }

    private async Task DeleteAsync(string name)
    {
        using var deleted = await server.SendAsync(HttpMethod.Delete, $"{Sessions}/{name}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, path, System.Text.Json.JsonSerializer.Serialize(body));
        return await JsonAsync(answer, HttpStatusCode.Created);
    }

    private async Task<JsonNode> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, path);
        return await JsonAsync(answer, status);
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, ServerFixture.Token);
        return all.ToArray();
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync(ServerFixture.Token);
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
