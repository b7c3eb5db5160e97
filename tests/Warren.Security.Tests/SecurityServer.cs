using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Warren.Api.Local;
using Warren.Client;
using Warren.Sandboxes;
using Warren.Security.Tests;
using Warren.Server.Hosting;
using Warren.TestKit;

[assembly: AssemblyFixture(typeof(SecurityServer))]
[assembly: Trait("Category", "Security")]

namespace Warren.Security.Tests;

/// <summary>The whole server on the real driver, with the real guest and the worker image; and a sandbox of each runtime for probes that do no harm.</summary>
public sealed class SecurityServer : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly ConcurrentDictionary<string, Lazy<Task<Box>>> _shared = new();
    private WebApplication? _app;
    private string? _missing;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public WarrenClient Client { get; private set; } = null!;

    /// <summary>What the server itself uses sandboxes by: cells are not for callers of its API.</summary>
    public SandboxService Sandboxes => _app!.Services.GetRequiredService<SandboxService>();

    /// <summary>Id of the server's installation, which all that it leaves on the host carries.</summary>
    public string Installation { get; private set; } = "";

    /// <summary>A folder of the host below which sandboxes may be given folders.</summary>
    public DirectoryInfo MountRoot { get; } = Directory.CreateTempSubdirectory("warren-mounts-");

    public string StateFolder => _state.FullName;

    public async ValueTask InitializeAsync()
    {
        _missing = !Environment.IsPrivilegedProcess ? "needs root, to run sandboxes" : WorkerImage.MissingHere;
        if (_missing is not null)
            return;
        await WorkerImage.PrepareAsync(Token);
        Directory.CreateSymbolicLink(Path.Combine(_state.FullName, "images"), WorkerImage.Folder);
        var state = Warren.Api.Local.StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(
            WebApplication.CreateSlimBuilder(),
            new ServerOptions { Port = 0, LogLevel = LogLevel.Warning, FirstHostId = 1_700_000_000, MountRoots = [MountRoot.FullName], MaxIdle = 0 },
            state,
            new Installer(null, 0));
        await _app.StartAsync(Token);
        Client = new(new Uri(_app.Urls.Single()), (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim());
        Installation = (await File.ReadAllTextAsync(Path.Combine(_state.FullName, "installation"), Token)).Trim();
    }

    /// <summary>The sandbox that the probes of a runtime share.</summary>
    public Task<Box> SharedAsync(string runtime) => _shared.GetOrAdd(runtime, _ => new(() => NewAsync(runtime, new()))).Value;

    /// <summary>A sandbox of a test's own.</summary>
    public async Task<Box> NewAsync(string runtime, SandboxSpec spec)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        try
        {
            return new(Client, await Client.Sandboxes.CreateAsync(spec with { Runtime = runtime }, Token));
        }
        catch (WarrenException missing) when (missing.Code == ErrorCode.CapabilityMissing)
        {
            Assert.Skip($"{runtime} is not installed or cannot run on this host.");
            throw;
        }
    }

    /// <summary>A sandbox that holds cells of a spec.</summary>
    public async Task<CellBoxes> NewCellsAsync(int slots, SandboxSpec spec)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        return new(this, await Sandboxes.Cells.CreateHostAsync(spec with { Runtime = "runc" }, slots, CellBoxes.Owner, Token));
    }

    /// <summary>The host's number of a sandbox's first process.</summary>
    public int GuestOf(string id)
    {
        var started = Path.Combine("/run/warren", Installation, "sandboxes", id, "host", "started.json");
        return JsonDocument.Parse(File.ReadAllBytes(started)).RootElement.GetProperty("Guest").GetProperty("Pid").GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            foreach (var box in _shared.Values)
                if (box.IsValueCreated && box.Value.IsCompletedSuccessfully)
                    await (await box.Value).DisposeAsync();
            Assert.Empty(HostTraces.Find(Installation, _state.FullName));
            Client.Dispose();
            await _app.DisposeAsync();
            HostTraces.Forget(Installation);
        }
        _state.Delete(recursive: true);
        MountRoot.Delete(recursive: true);
    }
}
