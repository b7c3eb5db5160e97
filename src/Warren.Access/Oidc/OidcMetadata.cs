using System.Net;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Warren.Api;

namespace Warren.Access.Oidc;

/// <summary>
/// What the provider says of itself (OpenID Connect Discovery 1.0), with its keys: read when it is first needed, again after
/// <see cref="Fresh"/>, and when something is signed by a key that is not among them.
/// </summary>
public sealed class OidcMetadata(OidcOptions options, OidcHttp http, TimeProvider time) : IDisposable
{
    /// <summary>How long it is believed.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>How soon it is asked for again at most, whatever keys are named and however often it fails.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private (OpenIdConnectConfiguration Configuration, DateTimeOffset ReadAt)? _known;
    private (WarrenException Failure, DateTimeOffset At)? _failed;

    /// <summary>What it says.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: it does not say it, or says what cannot be.</exception>
    public Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken) => ReadAsync(Fresh, cancellationToken);

    /// <summary>What it says now, for a key that it has changed to.</summary>
    public Task<OpenIdConnectConfiguration> ReadAgainAsync(CancellationToken cancellationToken) => ReadAsync(Pause, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<OpenIdConnectConfiguration> ReadAsync(TimeSpan oldest, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_known is { } known && now - known.ReadAt < oldest)
                return known.Configuration;
            if (_failed is { } failed && now - failed.At < Pause)
                throw new WarrenException(failed.Failure.Code, failed.Failure.Message, failed.Failure);
            var read = await FetchAsync(cancellationToken);
            (_known, _failed) = ((read, now), null);
            return read;
        }
        catch (WarrenException failure) when (failure.InnerException is not WarrenException)
        {
            _failed = (failure, time.GetUtcNow());
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = OpenIdConnectConfiguration.Create(await GetAsync($"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken));
            // Section 4.3: else anybody who can answer at that address could speak for another issuer.
            if (read.Issuer != options.Issuer)
                throw http.Away("calls itself by another issuer than WARREN_OIDC_ISSUER says");
            if (!new[] { read.AuthorizationEndpoint, read.TokenEndpoint, read.JwksUri }.All(IsEndpoint))
                throw http.Away("names no address, or one without https, for signing in");
            read.JsonWebKeySet = new JsonWebKeySet(await GetAsync(read.JwksUri, cancellationToken));
            foreach (var key in read.JsonWebKeySet.GetSigningKeys())
                read.SigningKeys.Add(key);
            return read;
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or ArgumentException or FormatException)
        {
            throw http.Away("describes itself in a way that cannot be read", failure);
        }
    }

    private async Task<string> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, text) = await http.SendAsync(request, cancellationToken);
        return status == HttpStatusCode.OK ? text : throw http.Away($"answers {(int)status} where it is to describe itself");
    }

    // As the issuer is: https, or this very host.
    private bool IsEndpoint(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && options.Issuer.StartsWith("http://", StringComparison.Ordinal)));
}
