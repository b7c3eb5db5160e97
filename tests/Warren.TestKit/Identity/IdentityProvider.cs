using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Warren.TestKit.Identity;

/// <summary>
/// A provider of OpenID Connect on a port of its own, which really signs and checks all that the specifications want of
/// one, and can be told to lie in whatever it says. It signs in whoever comes, as <see cref="Subject"/>.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    /// <summary>What clients are to it.</summary>
    public const string ClientId = "warren tests", ClientSecret = "s3cret+/ of the tests";

    private readonly TimeProvider _time;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ProviderGrant> _grants = new();
    private readonly List<ProviderKey> _keys = [ProviderKey.Create("RS256")];

    private IdentityProvider(TimeProvider time)
    {
        _time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(AnswerAsync);
    }

    /// <summary>How it names itself.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Where it takes browsers back to; empty for anywhere.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>Whom it signs in.</summary>
    public string Subject { get; set; } = "248289761001";

    /// <summary>What people call them; null where it does not say.</summary>
    public string? DisplayName { get; set; } = "Ann of the Provider";

    /// <summary>Whether it answers nothing but 503.</summary>
    public bool IsAway { get; set; }

    /// <summary>What it answers browsers in place of a code, such as <c>access_denied</c>.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it takes the client's secret in the form alone.</summary>
    public bool TakesSecretInForm { get; set; }

    /// <summary>Whether it shows somebody a page first, where they sign in by a link.</summary>
    public bool AsksFirst { get; set; }

    /// <summary>Whether it says in every answer who it is (RFC 9207), and what it says then.</summary>
    public string? AnswersAs { get; set; }

    /// <summary>Changes what it says of itself.</summary>
    public Action<JsonObject> Metadata { get; set; } = _ => { };

    /// <summary>Changes what its tokens say.</summary>
    public Action<JsonObject> Claims { get; set; } = _ => { };

    /// <summary>Changes the header of its tokens.</summary>
    public Action<JsonObject> Header { get; set; } = _ => { };

    /// <summary>Signs in another way than by its newest key.</summary>
    public Func<string, byte[]>? Signature { get; set; }

    /// <summary>How often it was asked for its keys.</summary>
    public int KeyReads { get; private set; }

    /// <summary>The code that it gave last.</summary>
    public string LastCode { get; private set; } = "";

    /// <summary>Its public keys.</summary>
    public IReadOnlyList<ProviderKey> Keys => _keys;

    /// <summary>Starts one.</summary>
    /// <param name="time">Says when its tokens are made.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<IdentityProvider> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var provider = new IdentityProvider(time);
        await provider._app.StartAsync(cancellationToken);
        provider.Issuer = provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return provider;
    }

    /// <summary>Tells the truth again.</summary>
    public void Restore()
    {
        (IsAway, Error, TakesSecretInForm, AsksFirst, AnswersAs, Signature) = (false, null, false, false, null, null);
        (Subject, DisplayName) = ("248289761001", "Ann of the Provider");
        Metadata = Claims = Header = _ => { };
    }

    /// <summary>Signs by a new key from now on; the one before is none of its any more.</summary>
    public void Rotate(string algorithm)
    {
        var old = _keys[0];
        _keys[0] = ProviderKey.Create(algorithm);
        old.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in _keys)
            key.Dispose();
    }

    private Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (IsAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/.well-known/openid-configuration") => WriteAsync(context, Describe()),
            ("GET", "/keys") => WriteAsync(context, DescribeKeys()),
            ("GET", "/authorize") => AuthorizeAsync(context),
            ("POST", "/token") => RedeemAsync(context),
            _ => next(context),
        };
    }

    private JsonObject Describe()
    {
        JsonObject described = new()
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/keys",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "ES256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray(TakesSecretInForm ? "client_secret_post" : "client_secret_basic"),
            ["authorization_response_iss_parameter_supported"] = AnswersAs is not null,
        };
        Metadata(described);
        return described;
    }

    private JsonObject DescribeKeys()
    {
        KeyReads++;
        return new() { ["keys"] = new JsonArray([.. _keys.Select(key => key.Describe())]) };
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string one(string name) => query[name] is [{ } value] ? value : "";
        var isRight = one("response_type") == "code" && one("client_id") == ClientId && (RedirectUri.Length == 0 || one("redirect_uri") == RedirectUri)
            && one("scope").Split(' ').Contains("openid") && one("state").Length >= 43 && one("nonce").Length >= 43
            && one("code_challenge").Length == 43 && one("code_challenge_method") == "S256";
        if (!isRight)
            context.Response.StatusCode = StatusCodes.Status400BadRequest; // Nobody is sent to an address that is not registered.
        else if (AsksFirst && one("agreed").Length == 0)
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync($"<!doctype html><title>The provider</title><h1>The provider</h1><a href=\"/authorize{context.Request.QueryString.Value!.Replace("&", "&amp;", StringComparison.Ordinal)}&amp;agreed=1\">I am Ann</a>");
        }
        else
            context.Response.Redirect(Answer(one("redirect_uri"), one("state"), new(one("redirect_uri"), one("code_challenge"), one("nonce"), Subject)));
    }

    private string Answer(string redirectUri, string state, ProviderGrant grant)
    {
        Dictionary<string, string?> answer = new() { ["state"] = state };
        if (AnswersAs is not null)
            answer["iss"] = AnswersAs;
        if (Error is not null)
            answer["error"] = Error;
        else
            _grants[LastCode = answer["code"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))] = grant;
        return QueryHelpers.AddQueryString(redirectUri, answer);
    }

    private async Task RedeemAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!IsClient(context.Request, form))
            await RefuseAsync(context, "invalid_client", StatusCodes.Status401Unauthorized);
        else if (form["grant_type"] != "authorization_code" || !_grants.TryRemove(form["code"].ToString(), out var grant) || form["redirect_uri"] != grant.RedirectUri
            || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != grant.Challenge)
            await RefuseAsync(context, "invalid_grant", StatusCodes.Status400BadRequest);
        else
            await WriteAsync(context, new() { ["access_token"] = "not wanted", ["token_type"] = "Bearer", ["id_token"] = IdToken(grant) });
    }

    private bool IsClient(HttpRequest request, IFormCollection form)
    {
        if (TakesSecretInForm)
            return request.Headers.Authorization.Count == 0 && form["client_id"] == ClientId && form["client_secret"] == ClientSecret;
        var expected = $"{Uri.EscapeDataString(ClientId).Replace("%20", "+", StringComparison.Ordinal)}:{Uri.EscapeDataString(ClientSecret).Replace("%20", "+", StringComparison.Ordinal)}";
        return request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(expected))}" && form["client_secret"].Count == 0;
    }

    private string IdToken(ProviderGrant grant)
    {
        var (key, now) = (_keys[0], _time.GetUtcNow().ToUnixTimeSeconds());
        JsonObject header = new() { ["alg"] = key.Algorithm, ["kid"] = key.Id, ["typ"] = "JWT" };
        JsonObject claims = new() { ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = grant.Subject, ["nonce"] = grant.Nonce, ["iat"] = now, ["exp"] = now + 300 };
        if (DisplayName is not null)
            claims["name"] = DisplayName;
        Header(header);
        Claims(claims);
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString((Signature ?? key.Sign)(signed))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static Task RefuseAsync(HttpContext context, string error, int status)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new() { ["error"] = error });
    }

    private static Task WriteAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
