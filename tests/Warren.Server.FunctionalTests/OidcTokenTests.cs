using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.TestKit.Identity;

namespace Warren.Server.FunctionalTests;

/// <summary>What the provider says of who signs in, and what of it is not believed.</summary>
public sealed class OidcTokenTests(OidcServer server) : IClassFixture<OidcServer>
{
    private static CancellationToken Token => ServerFixture.Token;

    public static TheoryData<string, string> Lies { get; } = new()
    {
        { "iss", "\"https://evil.example\"" },
        { "iss", "null" },
        { "aud", "\"another client\"" },
        { "aud", "[\"another client\"]" },
        { "aud", "[\"warren tests\", \"another client\"]" },
        { "aud", "null" },
        { "azp", "\"another client\"" },
        { "nonce", "\"of another request\"" },
        { "nonce", "null" },
        { "exp", "1000000000" },
        { "exp", "null" },
        { "nbf", "4000000000" },
        { "iat", "4000000000" },
        { "iat", "null" },
        { "sub", "null" },
        { "sub", "\"\"" },
        { "sub", "\"Ann\\u0007\"" },
        { "sub", "\"Ännchen\"" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Token_that_says_what_is_not_so_signs_nobody_in(string claim, string value)
    {
        server.Restore();
        server.Provider.Claims = claims => claims[claim] = JsonNode.Parse(value);
        if (value == "null")
            server.Provider.Claims = claims => claims.Remove(claim);

        await RefusedAsync();
    }

    [Fact]
    public async Task Subject_that_is_longer_than_the_standard_allows_is_nobody()
    {
        server.Restore();
        server.Provider.Subject = new('x', 256);

        await RefusedAsync();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("RS1")]
    [InlineData("")]
    public async Task Token_of_an_algorithm_that_proves_nothing_signs_nobody_in(string algorithm)
    {
        server.Restore();
        server.Provider.Header = header => header["alg"] = algorithm;
        // What a client's secret, or what everybody knows of a key, could sign.
        server.Provider.Signature = algorithm == "HS256" ? text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(IdentityProvider.ClientSecret), Encoding.ASCII.GetBytes(text)) : _ => [];

        await RefusedAsync();
    }

    [Fact]
    public async Task Token_that_another_signed_or_that_was_changed_signs_nobody_in()
    {
        server.Restore();
        using var other = ProviderKey.Create("RS256");
        server.Provider.Signature = other.Sign;
        await RefusedAsync();
        server.Provider.Header = header => header.Remove("kid");
        await RefusedAsync();
        server.Provider.Restore();
        server.Provider.Signature = text => server.Provider.Keys[0].Sign(text + "x");
        await RefusedAsync();
        server.Provider.Signature = _ => [];
        await RefusedAsync();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Provider_changes_its_key_and_nobody_notices(string algorithm)
    {
        server.Restore();
        await server.SignInAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        server.Provider.Rotate(algorithm);

        var me = await (await server.SignInAsync()).MeAsync();

        Assert.Equal(server.NameOf("248289761001"), me.Name);
    }

    [Fact]
    public async Task Unknown_keys_do_not_have_the_provider_asked_again_and_again()
    {
        server.Restore();
        await server.SignInAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        var before = server.Provider.KeyReads;
        server.Provider.Header = header => header["kid"] = Guid.NewGuid().ToString();
        using var other = ProviderKey.Create("RS256");
        server.Provider.Signature = other.Sign;

        for (var attempt = 0; attempt < 5; attempt++)
            await RefusedAsync();

        Assert.InRange(server.Provider.KeyReads - before, 1, 2); // The clock goes on by itself.
    }

    [Fact]
    public async Task Token_without_the_name_of_its_key_and_one_for_several_are_taken_where_all_else_is_right()
    {
        server.Restore();
        server.Provider.Header = header => header.Remove("kid");
        await server.SignInAsync();
        server.Provider.Claims = claims => (claims["aud"], claims["azp"]) = (new JsonArray("another client", IdentityProvider.ClientId), IdentityProvider.ClientId);
        await server.SignInAsync();
    }

    private async Task RefusedAsync()
    {
        var browser = server.Browser();
        using var answer = await browser.SignInAsync();
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode} {text}");
        var problem = (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Problem, Token))!;
        Assert.StartsWith("What Example SSO says of who signs in is not taken", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(browser.Session, browser.Cookies.Keys);
    }
}
