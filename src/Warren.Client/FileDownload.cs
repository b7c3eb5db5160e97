namespace Warren.Client;

/// <summary>A file, or an archive, that is being read. Disposing it ends the reading.</summary>
public sealed class FileDownload : IDisposable
{
    private readonly HttpResponseMessage _response;

    internal FileDownload(HttpResponseMessage response, Stream content) => (_response, Content) = (response, content);

    /// <summary>The bytes; reading them fails where they do not come whole.</summary>
    public Stream Content { get; }

    /// <summary>How many bytes; null for an archive.</summary>
    public long? Length => _response.Content.Headers.ContentLength;

    /// <summary>Entity tag of the file.</summary>
    public string? ETag => _response.Headers.ETag?.ToString();

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _response.Dispose();
    }
}
