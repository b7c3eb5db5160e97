using Warren.Api;
using Warren.Api.Access;

namespace Warren.Client.Access;

/// <summary>What was done and tried.</summary>
public sealed class AuditClient
{
    private const string Root = "api/v0/audit";
    private readonly WarrenClient _client;

    internal AuditClient(WarrenClient client) => _client = client;

    /// <summary>Reads all entries, oldest first, as lines of JSON.</summary>
    public async Task<FileDownload> ExportAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var response = await _client.OpenAsync(HttpMethod.Get, query.Of($"{Root}/export"), null, null, cancellationToken);
        return new(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>Reads entries, newest first, page by page.</summary>
    public IAsyncEnumerable<AuditEntry> ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(query.Of(Root), WarrenJson.Wire.PageAuditEntry, query.Most, cancellationToken);
}
