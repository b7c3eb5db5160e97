using System.Net;
using System.Text;
using Warren.Api;

namespace Warren.Access.Oidc;

/// <summary>Calls the provider: bounded in time and size, to the very addresses that it names, without following redirects.</summary>
public sealed class OidcHttp(OidcOptions options) : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // A provider that moves is found again.
    })
    {
        Timeout = Limit,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>Sends a request.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: no answer, or one that says that the provider itself failed.</exception>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
                throw Away($"answers {(int)answer.StatusCode}");
            return (answer.StatusCode, Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
        catch (HttpRequestException failure)
        {
            throw Away("does not answer", failure);
        }
        catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away("does not answer in time", failure);
        }
    }

    /// <summary>The failure that the provider is the cause of.</summary>
    /// <param name="what">What it does.</param>
    /// <param name="inner">What showed it.</param>
    public WarrenException Away(string what, Exception? inner = null) => new(ErrorCode.EngineUnavailable,
        $"The identity provider {options.Name} {what}; try again later, or sign in with a password or a key.", inner);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
