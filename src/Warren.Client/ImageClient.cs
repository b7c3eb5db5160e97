using System.Runtime.CompilerServices;
using Warren.Api;
using Warren.Api.Images;

namespace Warren.Client;

/// <summary>The image store.</summary>
public sealed class ImageClient
{
    private const string Root = "api/v0/images";
    private readonly WarrenClient _client;

    internal ImageClient(WarrenClient client) => _client = client;

    /// <summary>Every image.</summary>
    public async Task<IReadOnlyList<ImageInfo>> ListAsync(CancellationToken cancellationToken) =>
        (await _client.GetAsync(Root + "?limit=1000", WarrenJson.Wire.PageImageInfo, cancellationToken)).Items;

    /// <summary>Reads one.</summary>
    public Task<ImageInfo> GetAsync(string reference, CancellationToken cancellationToken) =>
        _client.GetAsync(Path(reference), WarrenJson.Wire.ImageInfo, cancellationToken);

    /// <summary>Builds one from its recipe; ends when it is in the store.</summary>
    public IAsyncEnumerable<ImageProgress> BuildAsync(string reference, bool force, CancellationToken cancellationToken) => ReadAsync(
        Root + "/build",
        WarrenClient.Json(new ImageBuildRequest { Reference = reference, Force = force }, WarrenJson.Wire.ImageBuildRequest),
        cancellationToken);

    /// <summary>Puts an archive into the store under a reference; ends when it is there.</summary>
    /// <param name="reference">The reference it is to have; null takes the one in the archive.</param>
    /// <param name="kind">Form of the archive: <c>oci</c> or <c>docker</c>.</param>
    /// <param name="archive">The archive, a tar that may be gzip-compressed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public IAsyncEnumerable<ImageProgress> ImportAsync(string? reference, string kind, Stream archive, CancellationToken cancellationToken)
    {
        var content = new StreamContent(archive, 128 * 1024);
        content.Headers.ContentType = new("application/x-tar");
        var name = reference is null ? "" : "&reference=" + Uri.EscapeDataString(reference);
        return ReadAsync($"{Root}/import?kind={kind}{name}", content, cancellationToken);
    }

    /// <summary>Removes one.</summary>
    public Task RemoveAsync(string reference, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(reference), null, cancellationToken);

    // A reference has slashes, which are part of the path.
    private static string Path(string reference) => $"{Root}/{string.Join('/', reference.Split('/').Select(Uri.EscapeDataString))}";

    private async IAsyncEnumerable<ImageProgress> ReadAsync(
        string path, HttpContent content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _client.OpenAsync(HttpMethod.Post, path, content, EventStream.MediaType, cancellationToken);
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var done = false;
        await foreach (var progress in EventStream.ReadAsync(body, Parse, cancellationToken))
            yield return progress;
        if (!done)
            throw new WarrenException(ErrorCode.EngineUnavailable, "The server ended before the image was done; try again.");

        ImageProgress? Parse(string name, ReadOnlySpan<byte> data)
        {
            done |= name == "done";
            return name is "progress" or "error" ? EventStream.Parse(name, data, WarrenJson.Wire.ImageProgress) : null;
        }
    }
}
