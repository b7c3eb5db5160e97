using System.Diagnostics;
using Warren.Drivers.Docker;
using Warren.Drivers.Docker.Engine;
using Warren.Server.Hosting;
using Warren.TestKit;

namespace Warren.Security.Tests;

/// <summary>The same on a Docker engine of the tests' own.</summary>
public sealed class DockerSecurityServer : SecurityServer
{
    private ContainerEngine? _engine;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_engine is null)
            return;
        var left = await ListContainersAsync();
        await _engine.DisposeAsync();
        Assert.Equal("", left);
    }

    /// <inheritdoc/>
    protected override string? FindMissing() => ContainerEngine.Missing(ContainerEngineKind.Docker);

    /// <inheritdoc/>
    protected override async Task<ServerOptions> PrepareAsync(ServerOptions options)
    {
        _engine = await ContainerEngine.StartAsync(ContainerEngineKind.Docker, Token);
        return options with { Driver = "docker", Engine = EngineAddress.OfSocket(_engine.Socket), AllowedLacks = [EngineLacks.Ids] };
    }

    private async Task<string> ListContainersAsync()
    {
        using var docker = Process.Start(new ProcessStartInfo("docker", ["-H", $"unix://{_engine!.Socket}", "ps", "--all", "--quiet"]) { RedirectStandardOutput = true })!;
        var listed = await docker.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await docker.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, docker.ExitCode);
        return listed;
    }
}
