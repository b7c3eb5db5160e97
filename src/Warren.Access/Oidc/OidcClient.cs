using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Warren.Access.Subjects;
using Warren.Api;

namespace Warren.Access.Oidc;

/// <summary>
/// Asks the provider who somebody is, by the authorization code flow (OpenID Connect Core 1.0, section 3.1) with PKCE (RFC 7636).
/// Only what it says of who it is, is wanted: its access token is thrown away.
/// </summary>
public sealed class OidcClient(OidcOptions options, OidcMetadata metadata, OidcHttp http, IdTokenReader tokens)
{
    /// <summary>What people call the provider.</summary>
    public string Name => options.Name;

    /// <summary>Where a browser is sent to sign in.</summary>
    /// <param name="request">What the answer is to be tied to.</param>
    /// <param name="redirectUri">Where the provider sends it then.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<string> BeginAsync(OidcRequest request, string redirectUri, CancellationToken cancellationToken) => QueryHelpers.AddQueryString(
        (await metadata.ReadAsync(cancellationToken)).AuthorizationEndpoint,
        new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.ClientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = string.Join(' ', options.Scopes),
            ["state"] = request.State,
            ["nonce"] = request.Nonce,
            ["code_challenge"] = OidcRequest.ChallengeOf(request.Verifier),
            ["code_challenge_method"] = "S256",
        });

    /// <summary>Whether an answer may be this provider's and nobody else's (RFC 9207, section 2.4).</summary>
    /// <param name="issuer">What the answer says of that; null where it says nothing.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<bool> IsFromAsync(string? issuer, CancellationToken cancellationToken) => issuer is not null
        ? issuer == options.Issuer
        : (await metadata.ReadAsync(cancellationToken)).AuthorizationResponseIssParameterSupported is not true;

    /// <summary>Redeems the code of an answer, and says who signed in.</summary>
    /// <exception cref="WarrenException">Unauthenticated: the code or the token does not count; EngineUnavailable: the provider is away, or does not know this server.</exception>
    public async Task<SubjectIdentity> RedeemAsync(string code, OidcRequest asked, string redirectUri, CancellationToken cancellationToken)
    {
        var known = await metadata.ReadAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, known.TokenEndpoint) { Content = Form(code, asked, redirectUri, known, out var basic) };
        request.Headers.Authorization = basic;
        request.Headers.Accept.Add(new("application/json"));
        var (status, text) = await http.SendAsync(request, cancellationToken);
        return await tokens.ReadAsync(IdToken(status, text), asked, cancellationToken);
    }

    private FormUrlEncodedContent Form(string code, OidcRequest asked, string redirectUri, OpenIdConnectConfiguration known, out AuthenticationHeaderValue? basic)
    {
        Dictionary<string, string> form = new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = asked.Verifier,
            ["client_id"] = options.ClientId,
        };
        basic = null;
        // In the header unless the provider takes it in the form alone (OpenID Connect Core 1.0, section 9).
        if (options.ClientSecret is { } secret && known.TokenEndpointAuthMethodsSupported is { Count: > 0 } methods && !methods.Contains("client_secret_basic"))
            form["client_secret"] = secret;
        else if (options.ClientSecret is { } shown) // Both parts are encoded first (RFC 6749, section 2.3.1).
            basic = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(options.ClientId)}:{WebUtility.UrlEncode(shown)}")));
        return new(form);
    }

    private string IdToken(HttpStatusCode status, string text)
    {
        try
        {
            using var answer = JsonDocument.Parse(text);
            var error = Text(answer.RootElement, "error");
            if (error is "invalid_client" or "unauthorized_client")
                throw http.Away("does not take the client of this server: whoever runs it has to look at WARREN_OIDC_CLIENT_ID and WARREN_OIDC_CLIENT_SECRET");
            if (error is not null)
                throw new WarrenException(ErrorCode.Unauthenticated, $"{options.Name} does not take the code of this sign-in, or not any more; sign in again.");
            return status == HttpStatusCode.OK && Text(answer.RootElement, "id_token") is { } token ? token : throw http.Away("does not say who signed in");
        }
        catch (JsonException failure)
        {
            throw http.Away("answers in a way that cannot be read", failure);
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
