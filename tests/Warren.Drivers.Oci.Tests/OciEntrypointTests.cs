using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Execs;
using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;

namespace Warren.Drivers.Oci.Tests;

/// <summary>Entrypoints in real sandboxes.</summary>
public sealed class OciEntrypointTests : IAsyncLifetime
{
    private const string Owner = "alice";
    private readonly OciHarness _harness = new("runc");
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _harness.ImageAsync(Token);
        await _harness.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task<ServiceProvider> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ISandboxDriver>(await _harness.OpenAsync());
        services.AddSingleton(_ => WorkerImage.Open(_http));
        services.AddSingleton(_ => new SqliteStorage(Path.Combine(_state.FullName, "warren.db")));
        services.AddSingleton<ISandboxStore>(provider => new SqlSandboxStore(provider.GetRequiredService<SqliteStorage>()));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new OutputOptions { Folder = Path.Combine(_state.FullName, "output") });
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSandboxes();
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<SandboxService>().StartAsync(Token);
        return provider;
    }

    private static async Task<EntrypointStatus> WaitAsync(SandboxService service, string id, Func<EntrypointStatus, bool> condition)
    {
        while (true)
        {
            if (service.Get(id, Owner).Entrypoint is { } status && condition(status))
                return status;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task Entrypoint_is_started_again_after_a_kill_and_goes_on_across_servers_and_starts()
    {
        string id;
        EntrypointStatus running;
        await using (var first = await StartAsync())
        {
            var service = first.GetRequiredService<SandboxService>();
            id = (await service.CreateAsync(new()
            {
                Entrypoint = new() { Command = SandboxCommand.Shell("echo $$ > /tmp/pid; echo serving; exec sleep 1000"), Restart = RestartPolicy.Always },
            }, Owner, Token)).Id;
            var before = await WaitAsync(service, id, status => status.Running);
            await service.Execs.RunAsync(id, new() { Command = SandboxCommand.Shell("until [ -s /tmp/pid ]; do sleep 0.05; done; kill -KILL $(cat /tmp/pid)") }, Owner, Token);
            running = await WaitAsync(service, id, status => status is { Running: true, Restarts: 1 });
            Assert.Equal(("SIGKILL", false), (running.Signal, before.ExecId == running.ExecId));
        }
        await using var second = await StartAsync();
        var next = second.GetRequiredService<SandboxService>();
        Assert.Equal(running, await WaitAsync(next, id, status => status.Running));
        Assert.True(next.Execs.Get(id, running.ExecId!, Owner).Running);
        var count = await next.Execs.RunAsync(id, new() { Command = new(["pgrep", "-c", "sleep"]) }, Owner, Token);
        Assert.Equal("1\n", count.Stdout);
        await next.StopAsync(id, Owner, Token);
        Assert.False(next.Get(id, Owner).Entrypoint!.Running);
        await next.StartAsync(id, Owner, Token);
        Assert.Equal(0, (await WaitAsync(next, id, status => status.Running)).Restarts);
        await next.DeleteAsync(id, Owner, Token);
        Assert.Empty(_harness.Leftovers());
    }

    [Fact]
    public async Task Command_that_cannot_be_started_counts_as_a_failure_and_says_why()
    {
        await using var provider = await StartAsync();
        var service = provider.GetRequiredService<SandboxService>();
        var id = (await service.CreateAsync(new()
        {
            Entrypoint = new() { Command = new(["/no/such/program"]), Restart = RestartPolicy.OnFailure, MaxRetries = 0 },
        }, Owner, Token)).Id;
        var status = await WaitAsync(service, id, status => status.EndedAt is not null);
        Assert.Equal((false, null), (status.Running, status.NextStartAt));
        Assert.Contains("could not be started", status.Reason, StringComparison.Ordinal);
        await service.DeleteAsync(id, Owner, Token);
    }
}
