using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Execs;
using Warren.TestKit;
using Warren.TestKit.Fakes;

namespace Warren.Sandboxes.Tests;

/// <summary>A sandbox service on a fake engine, which can be killed and started again on the same state.</summary>
public sealed class ServiceFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly HttpClient _http = new();
    private readonly List<SandboxService> _services = [];

    public const string Owner = "alice";

    public FakeEngine Engine { get; } = new();

    public FakeDriver Driver { get; private set; } = null!;

    public SandboxService Service { get; private set; } = null!;

    public string OutputFolder => Path.Combine(_state.FullName, "output");

    public int RecordsOnDisk => Directory.GetFiles(Path.Combine(_state.FullName, "records")).Length;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public TimeProvider Time { get; private init; } = TimeProvider.System;

    private IReadOnlyList<string> MountRoots { get; init; } = [];

    public static async Task<ServiceFixture> StartAsync(TimeProvider? time = null, IReadOnlyList<string>? mountRoots = null)
    {
        var fixture = new ServiceFixture { Time = time ?? TimeProvider.System, MountRoots = mountRoots ?? [] };
        var images = fixture.Images();
        await TinyImage.ImportAsync(images, Token);
        await fixture.StartServiceAsync();
        return fixture;
    }

    /// <summary>Starts another service on the same state and engine, as if the first one's process had been killed.</summary>
    public async Task StartServiceAsync()
    {
        Driver = new FakeDriver(Engine) { MountRoots = MountRoots };
        Service = new SandboxService([Driver], Images(), new FileSandboxStore(Path.Combine(_state.FullName, "records")),
            new() { DefaultDriver = "fake", DefaultImage = TinyImage.Reference, GuestDeadline = TimeSpan.FromSeconds(10) }, new() { Folder = OutputFolder }, Time, NullLogger<SandboxService>.Instance);
        _services.Add(Service);
        await Service.StartAsync(Token);
    }

    /// <summary>Ends the service as a kill of its process would: what runs in sandboxes goes on.</summary>
    public ValueTask KillServiceAsync()
    {
        _services.Remove(Service);
        return Service.DisposeAsync();
    }

    public string ReadRecord(string id) => File.ReadAllText(Path.Combine(_state.FullName, "records", id + ".json"));

    public void WriteRecord(string id, string text) => File.WriteAllText(Path.Combine(_state.FullName, "records", id + ".json"), text);

    public Task<SandboxSnapshot> CreateAsync(SandboxSpec? spec = null) => Service.CreateAsync(spec ?? new(), Owner, Token);

    /// <summary>Waits for what comes by itself, soon.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, "What was waited for did not come.");
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits for a state that comes by itself.</summary>
    public async Task<SandboxSnapshot> WaitAsync(string id, SandboxState state)
    {
        while (Service.Get(id, Owner) is var now && now.State != state)
            await Task.Yield();
        return Service.Get(id, Owner);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        await Engine.DisposeAsync();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private ImageService Images() => new(
        new() { StateFolder = Path.Combine(_state.FullName, "images"), RecipesFolder = _state.FullName }, _http, TimeProvider.System);
}
