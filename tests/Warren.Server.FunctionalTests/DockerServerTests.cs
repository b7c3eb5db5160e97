using Microsoft.AspNetCore.Builder;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.Drivers.Docker;
using Warren.Drivers.Docker.Engine;
using Warren.Server.Hosting;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>The whole server over a real Docker engine.</summary>
public sealed class DockerServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private ContainerEngine? _engine;
    private WebApplication? _app;
    private WarrenClient? _client;

    private static CancellationToken Token => ServerFixture.Token;

    public async ValueTask InitializeAsync()
    {
        if (ContainerEngine.Missing(ContainerEngineKind.Docker) is { } missing)
            Assert.Skip(missing);
        await WorkerImage.PrepareAsync(Token);
        Directory.CreateSymbolicLink(Path.Combine(_state.FullName, "images"), WorkerImage.Folder);
        _engine = await ContainerEngine.StartAsync(ContainerEngineKind.Docker, Token);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await StopAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
        _state.Delete(recursive: true);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task A_sandbox_of_an_engine_does_what_every_sandbox_does_and_outlives_its_server_and_the_engine()
    {
        var box = await _client!.Sandboxes.CreateAsync(new(), Token);
        Assert.Equal(("docker", "runc", SandboxState.Running), (box.Spec.Driver, box.Spec.Runtime, box.State));
        await RunAsync(box.Id, "echo kept > file", "");

        await StopAsync();
        await StartAsync();
        await RunAsync(box.Id, "cat file", "kept\n");

        await _engine!.KillAsync(Token);
        Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => RunAsync(box.Id, "true", ""))).Code);
        await _engine.StartAgainAsync(Token);
        await RunAsync(box.Id, "cat file", "kept\n");

        Assert.Equal(SandboxState.Paused, (await _client.Sandboxes.ChangeAsync(box.Id, "pause", Token)).State);
        await _client.Sandboxes.ChangeAsync(box.Id, "resume", Token);
        await RunAsync(box.Id, "cat file", "kept\n");
        Assert.Equal(SandboxState.Stopped, (await _client.Sandboxes.ChangeAsync(box.Id, "stop", Token)).State);
        await _client.Sandboxes.ChangeAsync(box.Id, "start", Token);
        await RunAsync(box.Id, "cat file", "kept\n");
        await _client.Sandboxes.DeleteAsync(box.Id, Token);
    }

    [Fact]
    public async Task What_an_engine_cannot_do_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<WarrenException>(() => _client!.Sandboxes.CreateAsync(new() { Network = NetworkPolicy.AllowAll, Runtime = "runsc" }, Token));
        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
        Assert.Equal(["network", "runtime"], refused.Errors.Keys.Order());
    }

    private async Task RunAsync(string id, string line, string output)
    {
        var result = await _client!.Sandboxes.RunAsync(id, new() { Command = new(["/bin/sh", "-c", line]) }, Token);
        Assert.Equal((0, output), (result.ExitCode, result.Stdout));
    }

    private async Task StartAsync()
    {
        var state = Warren.Api.Local.StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(WebApplication.CreateSlimBuilder(), new ServerOptions
        {
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Error,
            Guest = Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest"),
            RecipesFolder = Path.Combine(Repository.Root, "images"),
            MaxIdle = 0,
            Driver = "docker",
            Engine = EngineAddress.OfSocket(_engine!.Socket),
            AllowedLacks = [EngineLacks.Ids],
        }, state, new Installer(null, 0));
        await _app.StartAsync(Token);
        _client = new WarrenClient(new Uri(_app.Urls.Single()), (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim());
    }

    private async Task StopAsync()
    {
        _client?.Dispose();
        await _app!.DisposeAsync();
        _app = null;
    }
}
