using Warren.Drivers.Conformance;
using Warren.Drivers.Docker.Engine;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

/// <summary>An installation of the driver of its own, on a real engine that the tests share.</summary>
public sealed class EngineHarness(Func<Task<ContainerEngine>> engine, ImageService images, Func<Task<PreparedImage>> image) : DriverHarness
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly List<DockerDriver> _drivers = [];

    public EngineHarness(Engines engines, ContainerEngineKind kind)
        : this(() => engines.GetAsync(kind), engines.Images, () => engines.Image)
    {
    }

    public string InstallationId { get; } = "test" + SandboxId.New()[..8];

    // As a quota says it.
    public override string DiskFull => "Disk quota exceeded";

    public override async Task<ISandboxDriver> OpenAsync()
    {
        var driver = await NewAsync();
        _drivers.Add(driver);
        await driver.ListAsync(TestContext.Current.CancellationToken);
        return driver;
    }

    public async Task<DockerDriver> NewAsync(params string[] allowed)
    {
        return new(
            new()
            {
                InstallationId = InstallationId,
                StateFolder = _state.FullName,
                GuestBinary = Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest"),
                Engine = EngineAddress.OfSocket((await engine()).Socket),
                AllowedLacks = allowed is [] ? [EngineLacks.Ids] : allowed,
            },
            () => images, TimeProvider.System);
    }

    public override Task<PreparedImage> ImageAsync(CancellationToken cancellationToken) => image();

    public override async Task KillGuestAsync(ISandboxDriver driver, string id)
    {
        var docker = (DockerDriver)driver;
        await docker.Engine.DoAsync(HttpMethod.Post, $"containers/{docker.Names.Container(id)}/kill?signal=KILL", TimeSpan.Zero, CancellationToken.None);
        while ((await driver.ObserveAsync(id, CancellationToken.None))?.Condition != EngineCondition.Ended)
            await Task.Yield();
    }

    public override IReadOnlyList<string> Leftovers() => Task.Run(async () =>
    {
        await using var driver = await NewAsync();
        var containers = await driver.Engine.GetAsync($"containers/json?all=1&filters={driver.Names.Filter}", EngineJson.Default.ListContainerSummary, CancellationToken.None);
        var marks = Path.Combine(_state.FullName, "started");
        return (IReadOnlyList<string>)[.. containers.Select(one => one.Id), .. Directory.Exists(marks) ? Directory.EnumerateFiles(marks) : []];
    }).GetAwaiter().GetResult();

    public override async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
            await driver.DisposeAsync();
        if (_drivers.Count > 0)
            await RemoveAsync();
        _state.Delete(recursive: true);
    }

    private async Task RemoveAsync()
    {
        await using var last = await NewAsync();
        foreach (var left in await last.ListAsync(CancellationToken.None))
            await last.DestroyAsync(left.Id, CancellationToken.None);
        var volumes = await last.Engine.GetAsync($"volumes?filters={last.Names.Filter}", EngineJson.Default.VolumeList, CancellationToken.None);
        foreach (var volume in volumes.Volumes ?? [])
            await last.Engine.DoAsync(HttpMethod.Delete, $"volumes/{volume.Name}", TimeSpan.Zero, CancellationToken.None);
    }
}
