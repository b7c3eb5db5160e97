using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Client;

/// <summary>What runs of tools were given and what they made.</summary>
public sealed class ArtifactClient
{
    private const int Piece = 128 * 1024;
    private readonly WarrenClient _client;

    internal ArtifactClient(WarrenClient client) => _client = client;

    /// <summary>Reads what a run has, page by page.</summary>
    public IAsyncEnumerable<ToolArtifact> ListAsync(string run, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync($"{ToolClient.Path(run)}/artifacts", WarrenJson.Wire.PageToolArtifact, most: null, cancellationToken);

    /// <summary>
    /// Reads the bytes of one, piece by piece. Where the connection breaks off, it is taken up again behind the last byte that
    /// came, also when the server goes away in the meantime.
    /// </summary>
    /// <param name="sessionId">The label of its run.</param>
    /// <param name="run">Id of its run.</param>
    /// <param name="artifact">Which one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Pieces, each valid until the next one is asked for.</returns>
    /// <exception cref="WarrenException">It does not come whole.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(string sessionId, string run, ToolArtifact artifact, CancellationToken cancellationToken) =>
        ReadAsync(sessionId, run, artifact, 0, cancellationToken);

    /// <summary>The same from an offset on.</summary>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        string sessionId, string run, ToolArtifact artifact, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = Path(sessionId, run, artifact);
        var position = new Position { Bytes = from };
        await foreach (var piece in new Reconnector(_client).ReadAsync(() => ReadOnceAsync(path, artifact.Size, position, cancellationToken), cancellationToken))
        {
            position.Bytes += piece.Length;
            yield return piece;
        }
        if (position.Bytes != artifact.Size)
            throw new WarrenException(ErrorCode.Internal, $"{position.Bytes} bytes of {artifact.Name} came in place of {artifact.Size}.");
    }

    // Names have slashes, which are part of the path.
    private static string Path(string sessionId, string run, ToolArtifact artifact) =>
        $"api/v0/artifacts/{Uri.EscapeDataString(sessionId)}/{Uri.EscapeDataString(run)}/"
        + $"{string.Join('/', artifact.Name.Split('/').Select(Uri.EscapeDataString))}?kind={(artifact.Kind == ToolArtifactKind.Input ? "input" : "output")}";

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadOnceAsync(
        string path, long size, Position position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (position.Bytes > 0 && position.Bytes == size)
            yield break; // It broke off behind its last byte, from where on there is no range.
        using var response = await _client.OpenAsync(HttpMethod.Get, path, null, null, cancellationToken, position.Apply);
        position.Check(response);
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await Reconnector.ReadPartAsync(body.ReadAsync(buffer, cancellationToken)) is > 0 and var count)
                yield return buffer.AsMemory(0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Position
    {
        private EntityTagHeaderValue? _tag;
        private bool _isBegun;

        public long Bytes { get; set; }

        public void Apply(HttpRequestHeaders headers)
        {
            if (Bytes == 0)
                return;
            headers.Range = new(Bytes, null);
            headers.IfRange = _tag is { IsWeak: false } ? new(_tag) : null;
        }

        public void Check(HttpResponseMessage response)
        {
            var from = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From : 0;
            if (from != Bytes || (_isBegun && !Equals(_tag, response.Headers.ETag)))
                throw new WarrenException(ErrorCode.PreconditionFailed, "The artifact is not the one any more whose first bytes were read; read it again.");
            (_tag, _isBegun) = (response.Headers.ETag, true);
        }
    }
}
