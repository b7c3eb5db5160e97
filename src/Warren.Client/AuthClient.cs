using Warren.Api;
using Warren.Api.Auth;

namespace Warren.Client;

/// <summary>Signing in and out.</summary>
public sealed class AuthClient
{
    private readonly WarrenClient _client;

    internal AuthClient(WarrenClient client) => _client = client;

    /// <summary>Signs in with name and password.</summary>
    public Task<Login> LoginAsync(string user, string password, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, "api/v0/auth/login",
        WarrenClient.Json(new LoginRequest { User = user, Pass = password }, WarrenJson.Wire.LoginRequest), WarrenJson.Wire.Login, cancellationToken);

    /// <summary>Whether one can sign in through an identity provider, with a browser.</summary>
    public Task<OidcStatus> GetOidcAsync(CancellationToken cancellationToken) => _client.GetAsync("api/v0/auth/oidc", WarrenJson.Wire.OidcStatus, cancellationToken);

    /// <summary>Gets the login of somebody who has signed in with a browser; the code works once.</summary>
    public Task<Login> ExchangeAsync(string code, string verifier, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, "api/v0/auth/oidc/exchange",
        WarrenClient.Json(new OidcExchange { Code = code, Verifier = verifier }, WarrenJson.Wire.OidcExchange), WarrenJson.Wire.Login, cancellationToken);

    /// <summary>Asks for the next token before the last one ends; the refresh token works once.</summary>
    public Task<Login> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, "api/v0/auth/refresh",
        WarrenClient.Json(new RefreshRequest { RefreshToken = refreshToken }, WarrenJson.Wire.RefreshRequest), WarrenJson.Wire.Login, cancellationToken);

    /// <summary>Ends the login whose token the client has.</summary>
    public Task LogoutAsync(CancellationToken cancellationToken) => _client.SendAsync(HttpMethod.Post, "api/v0/auth/logout", null, cancellationToken);

    /// <summary>Who the server takes the client for.</summary>
    public Task<Caller> GetCallerAsync(CancellationToken cancellationToken) => _client.GetAsync("api/v0/auth/me", WarrenJson.Wire.Caller, cancellationToken);
}
