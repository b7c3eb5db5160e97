using System.Net;
using System.Net.Http.Json;
using Warren.Server.Access;

namespace Warren.Server.FunctionalTests;

// Each has a server of its own: they use up what there is of attempts.
public sealed class AccessLimitTests
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Who_fails_to_sign_in_too_often_waits_also_with_the_right_password_and_many_at_once()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => LoginAsync(server, "admin", "wrong password")));
        Assert.Equal(10, answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized));
        Assert.Equal(20, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests && answer.RetryAfter is > 0 and <= 60));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await LoginAsync(server, "admin", ServerFixture.AdminPassword)).Status);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(server, "admin", ServerFixture.AdminPassword)).Status);
    }

    [Fact]
    public async Task Account_is_guarded_whatever_addresses_are_guessed_from_and_others_are_not_held_up()
    {
        await using var server = new ProxiedServer();
        await server.InitializeAsync();
        await server.AccountAsync("alice", "viewer");
        for (var address = 1; address <= 10; address++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(server, "admin", "wrong password", $"10.0.0.{address}")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await LoginAsync(server, "admin", ServerFixture.AdminPassword, "10.0.0.99")).Status);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(server, "alice", AccessClient.Password, "10.0.0.99")).Status);
    }

    [Fact]
    public async Task Signing_in_well_is_not_held_against_anybody()
    {
        await using var server = new ServerFixture();
        await server.InitializeAsync();
        for (var time = 0; time < 15; time++)
            Assert.Equal(HttpStatusCode.OK, (await LoginAsync(server, "admin", ServerFixture.AdminPassword)).Status);
    }

    [Fact]
    public async Task First_password_is_made_where_none_is_configured_and_is_in_a_file_of_its_owner_alone()
    {
        await using var server = new UnconfiguredServer();
        await server.InitializeAsync();
        var file = Path.Combine(server.StateFolder, "admin-password");
        var password = (await File.ReadAllTextAsync(file, Token)).Trim();
        Assert.True(password.Length >= 20);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(server, "admin", password)).Status);
        var told = (AdminPassword)server.Services.GetService(typeof(AdminPassword))!;
        Assert.Equal(password, told.Take());
        Assert.Null(told.Take());
    }

    private static async Task<(HttpStatusCode Status, double? RetryAfter)> LoginAsync(ServerFixture server, string user, string pass, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/auth/login") { Content = JsonContent.Create(new { user, pass }) };
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        using var answer = await server.Anonymous.SendAsync(request, Token);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    private sealed class ProxiedServer : ServerFixture
    {
        protected override Hosting.ServerOptions Configure(Hosting.ServerOptions options) => options with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] };
    }

    private sealed class UnconfiguredServer : ServerFixture
    {
        protected override Hosting.ServerOptions Configure(Hosting.ServerOptions options) => options with { AdminPassword = null };
    }
}
