using System.Text.Json;
using Warren.Api;
using Warren.Drivers.Docker.Engine;
using Warren.Images;

namespace Warren.Drivers.Docker.Images;

/// <summary>Gives the engine the images of the store, each once: an image has the same id in every engine.</summary>
internal sealed class EngineImages(EngineClient engine, Func<ImageService> images) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Sees to it that the engine has an image.</summary>
    /// <param name="digest">Digest of its manifest.</param>
    /// <param name="cancellationToken">Gives it up; the engine may then have some of its layers.</param>
    /// <returns>As the engine has it.</returns>
    public async Task<EngineImage> EnsureAsync(string digest, CancellationToken cancellationToken)
    {
        var id = await images().EngineIdAsync(digest, cancellationToken);
        if (await FindAsync(id, cancellationToken) is { } there)
            return there;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await FindAsync(id, cancellationToken) ?? await LoadAsync(digest, id, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private Task<EngineImage?> FindAsync(string id, CancellationToken cancellationToken) =>
        engine.FindAsync($"images/{id}/json", EngineJson.Default.EngineImage, cancellationToken);

    private async Task<EngineImage> LoadAsync(string digest, string id, CancellationToken cancellationToken)
    {
        using var response = await engine.SendTarAsync(
            HttpMethod.Post, "images/load?quiet=1", (stream, token) => images().WriteDockerArchiveAsync(digest, stream, token), cancellationToken);
        await foreach (var line in EngineClient.LinesAsync(response, cancellationToken))
            if (FailureIn(line.Span) is { } words)
                throw new WarrenException(ErrorCode.EngineUnavailable, $"The container engine could not load the image: {EngineClient.WithoutPaths(words)}");
        return await FindAsync(id, cancellationToken)
            ?? throw new WarrenException(ErrorCode.EngineUnavailable, "The container engine loaded the image, but does not have it by its id, as Docker does with containerd's image store.");
    }

    // Podman answers with text that is no JSON in some versions, which then is no failure.
    private static string? FailureIn(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EngineJson.Default.LoadProgress)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
