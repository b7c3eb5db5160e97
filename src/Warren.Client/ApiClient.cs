using System.Net.Http.Headers;
using System.Text;

namespace Warren.Client;

/// <summary>Calls of the API by their paths, for whoever has no type for them.</summary>
public sealed class ApiClient
{
    private readonly WarrenClient _client;

    internal ApiClient(WarrenClient client) => _client = client;

    /// <summary>Makes a call and gives its answer, whose body is still to be read and which is the caller's to dispose.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query, from the server's root on.</param>
    /// <param name="json">The body; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Api.WarrenException">The server refuses it, or does not answer.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        var content = json is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return _client.OpenAsync(method, path.TrimStart('/'), content, accept: null, cancellationToken);
    }

    /// <summary>Returns when the server takes work now.</summary>
    /// <exception cref="Api.WarrenException">It does not, or does not answer.</exception>
    public async Task CheckReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "health/ready", null, cancellationToken);
    }
}
