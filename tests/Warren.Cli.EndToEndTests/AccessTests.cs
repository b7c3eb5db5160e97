using System.Text.Json;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Cli.EndToEndTests;

public sealed class AccessTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    private const string Password = "correct horse battery";

    public async ValueTask InitializeAsync() => await cli.RunAsync("up");

    [Fact]
    public async Task An_account_is_made_changed_and_removed()
    {
        var made = await cli.RunAsync(Password + "\n", ["account", "create", "alice", "--display-name", "Alice Arden"]);
        Assert.Equal((0, ""), (made.ExitCode, made.Stderr));
        Assert.Contains("alice\n", (await cli.RunAsync("account", "list", "-o", "name")).Stdout, StringComparison.Ordinal);
        Assert.Contains("Alice Arden", (await cli.RunAsync("account", "get", made.Stdout.Trim())).Stdout, StringComparison.Ordinal);
        Assert.Equal(73, (await cli.RunAsync(Password, ["account", "create", "alice"])).ExitCode);

        Assert.Equal(0, (await cli.RunAsync("account", "update", "alice", "--disable")).ExitCode);
        Assert.True(JsonSerializer.Deserialize((await cli.RunAsync("account", "get", "alice", "-o", "json")).Stdout, WarrenJson.Wire.Account)!.Disabled);
        Assert.Equal(0, (await cli.RunAsync("another secret", ["account", "password", "alice"])).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("account", "delete", "alice")).ExitCode);
        Assert.Equal(66, (await cli.RunAsync("account", "get", "alice")).ExitCode);
    }

    [Fact]
    public async Task A_password_stays_out_of_the_output_and_of_the_audit_log()
    {
        var made = await cli.RunAsync(Password, ["account", "create", "silent", "-o", "json"]);

        Assert.Equal(0, made.ExitCode);
        Assert.DoesNotContain(Password, made.Stdout + made.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, (await cli.RunAsync("audit", "export")).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_given_and_taken_away()
    {
        await cli.RunAsync(Password, ["account", "create", "bob"]);
        Assert.Equal("starter\n", (await cli.RunAsync("role", "create", "starter", "--rule", "get,list:sandboxes", "--rule", "create:sessions")).Stdout);
        var role = (await cli.RunAsync("role", "get", "starter")).Stdout;
        Assert.Contains("Rule:      get,list:sandboxes\nRule:      create:sessions\n", role, StringComparison.Ordinal);

        var binding = (await cli.RunAsync("binding", "create", "starter", "--account", "bob", "--workspace", "team")).Stdout.Trim();

        var listed = JsonSerializer.Deserialize((await cli.RunAsync("binding", "list", "--who", "bob", "-o", "json")).Stdout, WarrenJson.Wire.PageRoleBinding)!;
        Assert.Equal(("starter", "team"), (Assert.Single(listed.Items).Role, listed.Items[0].Workspace));
        Assert.Equal(0, (await cli.RunAsync("binding", "delete", binding)).ExitCode);
        Assert.Equal("", (await cli.RunAsync("binding", "list", "--who", "bob", "-q")).Stdout);
        Assert.Equal(0, (await cli.RunAsync("role", "rm", "starter")).ExitCode);
    }

    [Fact]
    public async Task Rules_of_a_role_make_another_one()
    {
        var rules = JsonSerializer.Deserialize((await cli.RunAsync("role", "get", "viewer", "-o", "json")).Stdout, WarrenJson.Wire.Role)!.Rules;

        var made = await cli.RunAsync(JsonSerializer.Serialize(rules, WarrenJson.Wire.IReadOnlyListRoleRule), ["role", "create", "second-viewer", "--rules-file", "-"]);

        Assert.Equal((0, "second-viewer\n"), (made.ExitCode, made.Stdout));
        await cli.RunAsync("role", "delete", "second-viewer");
    }

    [Fact]
    public async Task A_key_is_shown_once_and_alone_for_scripts_and_opens_the_api_until_it_is_deleted()
    {
        await cli.RunAsync("service-account", "create", "builder");
        await cli.RunAsync("binding", "create", "developer", "--service-account", "builder", "--workspace", "default");
        var made = await cli.RunAsync("key", "create", "ci", "--service-account", "builder", "--role", "developer", "--expires", "1h", "-o", "id");
        Assert.Equal((0, ""), (made.ExitCode, made.Stderr));
        Assert.Matches("^wk_[a-z0-9]+_[A-Za-z0-9_-]+\n$", made.Stdout);
        using var http = new HttpClient { BaseAddress = cli.FindServer() };
        http.DefaultRequestHeaders.Add("X-API-Key", made.Stdout.Trim());
        Assert.Contains("builder", await http.GetStringAsync("api/v0/auth/me", Cli.Token), StringComparison.Ordinal);

        var listed = await cli.RunAsync("key", "list", "--account", "builder");
        Assert.Contains("ci", listed.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Stdout.Trim(), listed.Stdout, StringComparison.Ordinal);
        var id = (await cli.RunAsync("key", "list", "--account", "builder", "-q")).Stdout.Trim();
        Assert.Equal(0, (await cli.RunAsync("key", "delete", id)).ExitCode);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync("api/v0/auth/me", Cli.Token)).StatusCode);
        await cli.RunAsync("service-account", "delete", "builder");
    }

    [Fact]
    public async Task A_key_of_ones_own_is_ended_by_its_name()
    {
        var made = await cli.RunAsync("key", "create", "mine", "--role", "viewer");

        Assert.Matches("^wk_\\S+\n$", made.Stdout);
        Assert.Equal("", made.Stderr);
        Assert.Equal(0, (await cli.RunAsync("key", "delete", "mine")).ExitCode);
    }

    [Fact]
    public async Task A_limit_that_is_set_leaves_the_others()
    {
        await cli.RunAsync(Password, ["account", "create", "carol"]);
        Assert.Equal(0, (await cli.RunAsync("quota", "set", "carol", "--sandboxes", "3", "--memory", "2g")).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("quota", "set", "carol", "--cpu", "1.5", "--sandboxes", "none")).ExitCode);

        var quota = JsonSerializer.Deserialize((await cli.RunAsync("quota", "get", "carol", "-o", "json")).Stdout, WarrenJson.Wire.Quota)!;

        Assert.Equal(new QuotaLimits { Memory = 2L << 30, Cpu = 1.5 }, quota.Limits);
        Assert.Contains("carol", (await cli.RunAsync("quota", "list")).Stdout, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_done_and_refused_is_in_the_audit_log()
    {
        await cli.RunAsync("role", "create", "audited", "--rule", "get:sandboxes");
        await cli.RunAsync("role", "delete", "audited");
        using var http = new HttpClient { BaseAddress = cli.FindServer() };
        http.DefaultRequestHeaders.Add("X-API-Key", "wk_wrong_key");
        await http.GetAsync("api/v0/sandboxes", Cli.Token);

        var done = await UntilAsync("audit", "export", "--resource", "roles", "--verb", "delete", "--name", "audited");
        var refused = await UntilAsync("audit", "list", "--result", "refused", "-o", "json");

        var entry = JsonSerializer.Deserialize(done.TrimEnd(), WarrenJson.Wire.AuditEntry)!;
        Assert.Equal(("local", AuditResult.Done), (entry.Actor, entry.Result));
        Assert.Contains("\"result\":\"refused\"", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, "There is no", "account", "get", "nobody")]
    [InlineData(66, "", "role", "get", "nothing")]
    [InlineData(66, "", "key", "delete", "nothing")]
    [InlineData(66, "", "quota", "get", "nobody")]
    [InlineData(64, "give either --workspace WORKSPACE or --everywhere", "binding", "create", "viewer", "--account", "x")]
    [InlineData(64, "give one of --account", "binding", "create", "viewer", "--everywhere")]
    [InlineData(64, "VERBS:RESOURCES", "role", "create", "x", "--rule", "everything")]
    [InlineData(64, "Nothing is to be changed", "account", "update", "x")]
    [InlineData(64, "Nothing is to be limited", "quota", "set", "default")]
    [InlineData(64, "'lots' is no limit", "quota", "set", "default", "--sandboxes", "lots")]
    [InlineData(64, "nothing was given", "account", "create", "x")]
    [InlineData(64, "roles", "key", "create", "x", "--role", "nothing")]
    public async Task What_is_wrong_is_said(int exitCode, string said, params string[] arguments)
    {
        var refused = await cli.RunAsync(arguments);

        Assert.Equal((exitCode, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains(said, refused.Stderr, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The log is written in batches.
    private async Task<string> UntilAsync(params string[] arguments)
    {
        while (true)
        {
            var found = await cli.RunAsync(arguments);
            if (found.Stdout.Contains("\"id\"", StringComparison.Ordinal))
                return found.Stdout;
        }
    }
}
