using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Warren.Access.Subjects;
using Warren.Api;

namespace Warren.Access.Oidc;

/// <summary>
/// Checks the token by which the provider says who signed in (OpenID Connect Core 1.0, section 3.1.3.7): its signature by
/// one of the provider's keys, whom it is from and for, when it counts, and that it answers this very request.
/// </summary>
public sealed class IdTokenReader(OidcOptions options, OidcMetadata metadata, TimeProvider time)
{
    private const int LongestSubject = 255; // OpenID Connect Core 1.0, section 2.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // Asymmetric ones alone: with HS256 the client's secret would sign, which others may hold; none signs nothing.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] DisplayClaims = ["name", "preferred_username", "email"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Who signed in.</summary>
    /// <param name="text">The token.</param>
    /// <param name="asked">The request that it has to answer.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="WarrenException">Unauthenticated: it does not count; EngineUnavailable: the keys cannot be had.</exception>
    public async Task<SubjectIdentity> ReadAsync(string text, OidcRequest asked, CancellationToken cancellationToken)
    {
        if (!Algorithms.Contains(Parse(text).Alg))
            throw Refused("it is not signed by an algorithm that is taken here (RS, PS or ES)");
        var keys = await metadata.ReadAsync(cancellationToken);
        var result = await ValidateAsync(text, keys);
        if (result.Exception is SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException
            && await metadata.ReadAgainAsync(cancellationToken) is var newer && newer != keys)
            result = await ValidateAsync(text, newer);
        if (!result.IsValid)
            throw Refused(Describe(result.Exception), result.Exception);
        var token = (JsonWebToken)result.SecurityToken;
        Check(token, asked);
        return new(options.Issuer, token.Subject, DisplayName(token));
    }

    private JsonWebToken Parse(string text)
    {
        try
        {
            return _handler.ReadJsonWebToken(text);
        }
        catch (Exception failure) when (failure is ArgumentException or SecurityTokenException)
        {
            throw Refused("it cannot be read", failure);
        }
    }

    private Task<TokenValidationResult> ValidateAsync(string text, OpenIdConnectConfiguration from) => _handler.ValidateTokenAsync(text, new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.ClientId,
        IssuerSigningKeys = from.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        ValidateIssuerSigningKey = true,
        LifetimeValidator = (begin, end, _, _) => Counts(begin, end),
    });

    private bool Counts(DateTime? begin, DateTime? end)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return end is { } last && now < last + Skew && (begin is null || begin <= now + Skew);
    }

    private void Check(JsonWebToken token, OidcRequest asked)
    {
        if (!token.TryGetPayloadValue("nonce", out string? given) || given is null || !asked.HasNonce(given))
            throw Refused("it answers another request");
        // A token for several is for whom it names as the party that asked for it.
        if (!token.TryGetPayloadValue("azp", out string? party) ? token.Audiences.Skip(1).Any() : party != options.ClientId)
            throw Refused("another client asked for it");
        if (!token.TryGetPayloadValue("iat", out long issuedAt) || issuedAt > (time.GetUtcNow() + Skew).ToUnixTimeSeconds())
            throw Refused("it does not say when it was made, or says a time that is to come");
        if (token.Subject is not { Length: > 0 and <= LongestSubject } subject || !subject.All(letter => letter is >= ' ' and <= '~'))
            throw Refused($"it names nobody by 1 to {LongestSubject} ASCII characters");
    }

    // What people read beside the name; nothing is decided by it.
    private static string? DisplayName(JsonWebToken token) => DisplayClaims
        .Select(claim => token.TryGetPayloadValue(claim, out string? value) ? value : null)
        .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static string Describe(Exception? failure) => failure switch
    {
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenInvalidAudienceException => "it is for another client",
        SecurityTokenInvalidLifetimeException => "it has ended, or does not count yet",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "it is not signed by a key of the provider's",
        _ => "it is not what OpenID Connect describes",
    };

    private WarrenException Refused(string why, Exception? inner = null) =>
        new(ErrorCode.Unauthenticated, $"What {options.Name} says of who signs in is not taken: {why}. Sign in again; where that does not help, whoever runs the server has to look.", inner);
}
