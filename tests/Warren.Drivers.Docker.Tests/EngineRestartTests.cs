using Warren.Api;
using Warren.Drivers.Conformance;
using Warren.Images;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;
using Warren.TestKit;

namespace Warren.Drivers.Docker.Tests;

/// <summary>An engine that is killed while it is used, and comes back.</summary>
[Trait("Category", "Full")]
public abstract class EngineRestartTests(ContainerEngineKind kind) : IAsyncLifetime
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("warren-images-");
    private readonly HttpClient _http = new();
    private ContainerEngine _engine = null!;
    private EngineHarness _harness = null!;
    private DockerDriver _driver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (ContainerEngine.Missing(kind) is { } missing)
            Assert.Skip(missing);
        var images = new ImageService(new() { StateFolder = _store.FullName, RecipesFolder = Path.Combine(Repository.Root, "images") }, _http, TimeProvider.System);
        await TinyImage.ImportAsync(images, Token);
        _engine = await ContainerEngine.StartAsync(kind, Token);
        _harness = new(() => Task.FromResult(_engine), images, () => images.PrepareAsync(TinyImage.Reference, CancellationToken.None));
        _driver = (DockerDriver)await _harness.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (_harness is not null)
                await _harness.DisposeAsync();
        }
        finally
        {
            if (_engine is not null)
                await _engine.DisposeAsync();
            _http.Dispose();
            _store.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Sandboxes_outlive_their_engine_and_are_found_and_reached_again()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var broken = 0;
        await using var guest = new GuestClient(token => _driver.OpenGuestAsync(sandbox.Id, token), TimeProvider.System, _ => Interlocked.Increment(ref broken));
        var boot = (await guest.HelloAsync(Token)).BootId;
        await _engine.KillAsync(Token);

        // The first call may still go its way, where the stream does not need the engine.
        if (kind == ContainerEngineKind.Docker)
            Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => guest.HelloAsync(Token))).Code);
        Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => _driver.ObserveAsync(sandbox.Id, Token))).Code);
        Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => _driver.StopAsync(sandbox.Id, TimeSpan.Zero, Token))).Code);
        await _engine.StartAgainAsync(Token);

        Assert.Equal((sandbox.Id, EngineCondition.Running), (Assert.Single(await _driver.ListAsync(Token)).Id, (await sandbox.ConditionAsync())!.Value));
        Assert.Equal(boot, (await guest.HelloAsync(Token)).BootId);
        Assert.Equal(0, broken); // The guest was not at fault.
    }

    [Fact]
    public async Task What_ended_while_the_engine_was_away_is_told_once_it_is_back()
    {
        await using var sandbox = await new DriverSubject(_harness, _driver).StartAsync();
        var details = await _driver.Engine.GetAsync($"containers/{_driver.Names.Container(sandbox.Id)}/json", Engine.EngineJson.Default.ContainerDetails, Token);
        await _engine.KillAsync(Token);
        using (var process = System.Diagnostics.Process.GetProcessById(details.State.Pid))
        {
            process.Kill();
            await process.WaitForExitAsync(Token);
        }
        await using var watch = _driver.WatchAsync(Token).GetAsyncEnumerator(Token);
        var told = watch.MoveNextAsync().AsTask();
        await _engine.StartAgainAsync(Token);
        Assert.True(await told);
        Assert.Equal((sandbox.Id, EngineCondition.Ended), (watch.Current.Id, watch.Current.Condition));
        await _driver.StartAsync(sandbox.Id, Token);
        Assert.NotEmpty(await sandbox.BootIdAsync());
    }
}
