using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Warren.Api.Sessions;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Execs;
using Warren.Sessions.Agents;
using Warren.Sessions.Lifecycle;
using Warren.Sessions.Messages;
using Warren.Sessions.Secrets;
using Warren.Storage;
using Warren.Storage.Sqlite;
using Warren.TestKit;
using Warren.TestKit.Fakes;

namespace Warren.Sessions.Tests;

/// <summary>Sessions on a fake engine and a clock that a test moves, which can be killed and started again on the same state.</summary>
public sealed class SessionFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly HttpClient _http = new();
    private readonly byte[] _key = new byte[SecretCipher.KeyLength];
    private ServiceProvider? _services;

    public const string Owner = "alice";

    public FakeEngine Engine { get; } = new();

    public MovableClock Clock { get; } = new();

    public FakeDriver Driver { get; private set; } = null!;

    public SessionService Sessions => Get<SessionService>();

    public SessionMessages Messages => Get<SessionMessages>();

    public SandboxService Sandboxes => Get<SandboxService>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SessionFixture> StartAsync()
    {
        var fixture = new SessionFixture();
        await TinyImage.ImportAsync(fixture.Images(), Token);
        await fixture.BeginAsync();
        return fixture;
    }

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    /// <summary>Ends the server's side, as the end of its process does, and starts another on the same state and engine.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    public async Task<Session> CreateAsync(string name = "s", SessionSpec? spec = null) =>
        (await Sessions.CreateAsync((spec ?? new() { Name = name }) with { Name = name }, Owner, null, Token)).Session;

    public async Task<Session> GetAsync(string name = "s") => Sessions.Describe(await Sessions.FindAsync(name, null, Token));

    public async Task<Agent> CreateAgentAsync(string name = "helper") =>
        await Get<AgentService>().CreateAsync(new() { Name = name, Command = new(["agent", name]) }, Owner, Token);

    public async Task<Message> SendAsync(string content, string name = "s") =>
        await Messages.AddAsync(await Sessions.FindAsync(name, null, Token), new() { Content = content }, Owner, Token);

    public async Task<IReadOnlyList<Message>> ListMessagesAsync(string id) => await Messages.ListAsync(id, 0, 1000, Token);

    /// <summary>Lets the keeper do all that is due by now.</summary>
    public Task LookAsync() => Get<SessionKeeper>().LookAsync(Token);

    /// <summary>Waits for something that comes by itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Engine.DisposeAsync();
        _http.Dispose();
        _state.Delete(recursive: true);
    }

    private async Task EndAsync()
    {
        await Sessions.DisposeAsync();
        await _services!.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        Driver = new FakeDriver(Engine);
        var services = new ServiceCollection();
        services.AddSingleton<ISandboxDriver>(Driver);
        services.AddSingleton(_ => Images());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<SqlStorage>(_ => new SqliteStorage(Path.Combine(_state.FullName, "warren.db")));
        services.AddSingleton<ISandboxStore>(provider => new SqlSandboxStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton<ISessionStore>(provider => new SqlSessionStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton<IAgentStore>(provider => new SqlAgentStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton<ISecretStore>(provider => new SqlSecretStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton(new SecretCipher(_key));
        services.AddSingleton(new SandboxServiceOptions { DefaultDriver = "fake", DefaultImage = TinyImage.Reference });
        // Only a test lets the keeper look.
        services.AddSingleton(new SessionServiceOptions { DefaultImage = TinyImage.Reference, Tick = TimeSpan.FromDays(1) });
        services.AddSingleton(new OutputOptions { Folder = Path.Combine(_state.FullName, "output"), Gathering = TimeSpan.Zero });
        services.AddSingleton(new EventFeedOptions { Gathering = TimeSpan.Zero });
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSandboxes();
        services.AddSessions();
        _services = services.BuildServiceProvider();
        await Sandboxes.StartAsync(Token);
        await Sessions.StartAsync(Token);
    }

    private ImageService Images() => new(
        new() { StateFolder = Path.Combine(_state.FullName, "images"), RecipesFolder = _state.FullName }, _http, TimeProvider.System);
}
