using Warren.Images;
using Warren.TestKit;

[assembly: AssemblyFixture(typeof(Warren.Drivers.Docker.Tests.Engines))]

namespace Warren.Drivers.Docker.Tests;

/// <summary>The engines that all tests share, each started when it is first needed, and the store with the image.</summary>
public sealed class Engines : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Lazy<Task<ContainerEngine>> _docker = new(() => ContainerEngine.StartAsync(ContainerEngineKind.Docker, CancellationToken.None));
    private readonly Lazy<Task<ContainerEngine>> _podman = new(() => ContainerEngine.StartAsync(ContainerEngineKind.Podman, CancellationToken.None));
    private readonly Lazy<Task<PreparedImage>> _image = new(() => WorkerImage.PrepareAsync(CancellationToken.None));

    public Engines() => Images = WorkerImage.Open(_http);

    public ImageService Images { get; }

    public Task<PreparedImage> Image => _image.Value;

    /// <summary>The engine of a kind; skips the test where there can be none.</summary>
    public Task<ContainerEngine> GetAsync(ContainerEngineKind kind)
    {
        if (ContainerEngine.Missing(kind) is { } missing)
            Assert.Skip(missing);
        return kind == ContainerEngineKind.Docker ? _docker.Value : _podman.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in (Lazy<Task<ContainerEngine>>[])[_docker, _podman])
            if (engine.IsValueCreated)
                await (await engine.Value).DisposeAsync();
        _http.Dispose();
    }
}
