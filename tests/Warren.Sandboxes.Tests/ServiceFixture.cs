using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sandboxes;
using Warren.Images;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Execs;
using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;
using Warren.TestKit.Fakes;

namespace Warren.Sandboxes.Tests;

/// <summary>A sandbox service on a fake engine, which can be killed and started again on the same state.</summary>
public sealed class ServiceFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly HttpClient _http = new();
    private readonly List<ServiceProvider> _services = [];

    public const string Owner = "alice";

    public FakeEngine Engine { get; } = new();

    public FakeDriver Driver { get; private set; } = null!;

    public SandboxService Service { get; private set; } = null!;

    public EventFeed Feed { get; private set; } = null!;

    /// <summary>Everything that the service is made of.</summary>
    public IServiceProvider Parts => _services[^1];

    /// <summary>The store of the service, which a test can let fail.</summary>
    public FaultyStore Store { get; private set; } = null!;

    /// <summary>The clock of services that are started from now on; real time where a test sets none.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Makes the driver of services that are started from now on.</summary>
    public Func<FakeEngine, FakeDriver> NewDriver { get; set; } = engine => new FakeDriver(engine);

    /// <summary>How much output the next service keeps.</summary>
    public OutputOptions Output { get => field ??= new() { Folder = OutputFolder, Gathering = TimeSpan.Zero }; set; }

    public string OutputFolder => Path.Combine(_state.FullName, "output");

    public int RecordsOnDisk
    {
        get
        {
            using var storage = OpenStorage();
            return new SqlSandboxStore(storage).LoadAsync(Token).Result.Count;
        }
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How many sandboxes services that are started from now on make ahead.</summary>
    public int MaxIdle { get; set; }

    public static Task<ServiceFixture> StartAsync() => StartAsync(TimeProvider.System);

    public static async Task<ServiceFixture> StartAsync(TimeProvider time, int maxIdle = 0)
    {
        var fixture = new ServiceFixture { Time = time, MaxIdle = maxIdle };
        await fixture.BeginAsync();
        return fixture;
    }

    /// <summary>Starts the first service.</summary>
    public async Task BeginAsync()
    {
        await TinyImage.ImportAsync(Images(), Token);
        await StartServiceAsync();
    }

    /// <summary>Starts another service on the same state and engine, as if the first one's process had been killed.</summary>
    public async Task StartServiceAsync()
    {
        if (_services.Count > 0)
            Parts.GetRequiredService<SandboxWatch>().Halt();
        Driver = NewDriver(Engine);
        Store = new FaultyStore(OpenStorage());
        var services = new ServiceCollection();
        services.AddSingleton<ISandboxDriver>(Driver);
        services.AddSingleton(_ => Images());
        services.AddSingleton<ISandboxStore>(_ => Store); // From a factory, so that it is disposed with the rest.
        services.AddSingleton(Time);
        services.AddSingleton(new SandboxServiceOptions { DefaultDriver = "fake", DefaultImage = TinyImage.Reference, GuestDeadline = TimeSpan.FromSeconds(10), MaxIdle = MaxIdle });
        services.AddSingleton(Output);
        services.AddSingleton(new EventFeedOptions { Gathering = TimeSpan.Zero });
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSandboxes();
        _services.Add(services.BuildServiceProvider());
        Feed = Parts.GetRequiredService<EventFeed>();
        Service = Parts.GetRequiredService<SandboxService>();
        await Service.StartAsync(Token);
    }

    /// <summary>Ends the service, as the end of its process does, and starts another on the same state and engine.</summary>
    public async Task RestartServiceAsync()
    {
        await EndServiceAsync();
        await StartServiceAsync();
    }

    /// <summary>Ends the service, as the end of its process does. What runs in sandboxes goes on.</summary>
    public async Task EndServiceAsync()
    {
        var last = _services[^1];
        _services.Remove(last);
        await last.DisposeAsync();
    }

    public Task<SandboxSnapshot> CreateAsync(SandboxSpec? spec = null) => Service.CreateAsync(spec ?? new(), Owner, Token);

    /// <summary>Waits for a state that comes by itself.</summary>
    public async Task<SandboxSnapshot> WaitAsync(string id, SandboxState state)
    {
        while (Service.Get(id, Owner) is var now && now.State != state)
            await Task.Yield();
        return Service.Get(id, Owner);
    }

    /// <summary>Waits for something that comes by itself.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        await Engine.DisposeAsync();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private SqliteStorage OpenStorage() => new(Path.Combine(_state.FullName, "warren.db"));

    private ImageService Images() => new(
        new() { StateFolder = Path.Combine(_state.FullName, "images"), RecipesFolder = _state.FullName }, _http, TimeProvider.System);
}
