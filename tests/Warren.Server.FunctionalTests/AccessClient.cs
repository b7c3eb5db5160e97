using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Auth;

namespace Warren.Server.FunctionalTests;

/// <summary>Makes accounts on a server, and speaks as them.</summary>
internal static class AccessClient
{
    public const string Password = "hunter2 hunter2";

    private static CancellationToken Token => ServerFixture.Token;

    /// <summary>Makes an account with roles, each <c>role</c> or <c>role@workspace</c>.</summary>
    public static async Task<Account> AccountAsync(this ServerFixture server, string name, params string[] roles)
    {
        var account = await server.CallAsync<Account>(HttpMethod.Post, "/api/v0/accounts", new { name, password = Password });
        foreach (var role in roles.Select(role => role.Split('@')))
            await server.CallAsync<RoleBinding>(HttpMethod.Post, "/api/v0/role-bindings",
                new { role = role[0], principal = name, principalType = "account", workspace = role.Length == 1 ? "" : role[1] });
        return account;
    }

    /// <summary>Signs in by a password.</summary>
    public static async Task<Login> LoginAsync(this ServerFixture server, string user, string password = Password)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { user, pass = password }, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Login, Token))!;
    }

    /// <summary>Makes a key as somebody.</summary>
    public static Task<ApiKeyCreated> KeyAsync(this ServerFixture server, string credential, object request) =>
        server.CallAsync<ApiKeyCreated>(HttpMethod.Post, "/api/v0/keys", request, credential);

    /// <summary>Calls as the installation's token, or as what is given, and expects that it works.</summary>
    public static async Task<T> CallAsync<T>(this ServerFixture server, HttpMethod method, string path, object? body = null, string? credential = null)
    {
        using var answer = await server.SendAsAsync(method, path, body, credential);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, WarrenJson.Wire.Options)!;
    }

    /// <summary>Calls, and gives the status and, of a failure, its code.</summary>
    public static async Task<(HttpStatusCode Status, Problem? Problem)> TryAsync(this ServerFixture server, HttpMethod method, string path, object? body = null, string? credential = null)
    {
        using var answer = await server.SendAsAsync(method, path, body, credential);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Problem, Token));
    }

    /// <summary>What the audit log says, once all that was asked for before is in it.</summary>
    public static async Task<Page<AuditEntry>> AuditAsync(this ServerFixture server, string query)
    {
        // An entry that is waited for comes behind all others.
        await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/nowhere", new { limits = new { } });
        return await server.CallAsync<Page<AuditEntry>>(HttpMethod.Get, $"/api/v0/audit?{query}");
    }

    /// <summary>Sends a request as somebody; null for the installation's token.</summary>
    public static Task<HttpResponseMessage> SendAsAsync(this ServerFixture server, HttpMethod method, string path, object? body = null, string? credential = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Authorization", $"Bearer {credential ?? server.AccessToken}");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return server.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
