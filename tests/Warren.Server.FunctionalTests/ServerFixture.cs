using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Warren.Api.Local;
using Warren.Client;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Server.Hosting;
using Warren.Sessions;
using Warren.TestKit;
using Warren.TestKit.Fakes;

namespace Warren.Server.FunctionalTests;

/// <summary>The whole server on a free port, with a fake engine below it.</summary>
public class ServerFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private WebApplication? _app;

    /// <summary>Of the account <c>admin</c>.</summary>
    public const string AdminPassword = "correct horse battery";

    public FakeEngine Engine { get; } = new();

    public WarrenClient Client { get; private set; } = null!;

    /// <summary>Sends what a test says, without the token.</summary>
    public HttpClient Anonymous { get; } = new();

    public string AccessToken { get; private set; } = "";

    public MovableClock Clock { get; } = new();

    public int Port => Anonymous.BaseAddress!.Port;

    public string StateFolder => _state.FullName;

    public IServiceProvider Services => _app!.Services;

    public IEnumerable<RouteEndpoint> Endpoints => _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ISandboxDriver>(new FakeDriver(Engine));
        builder.Services.AddSingleton(new SandboxServiceOptions { DefaultDriver = "fake", DefaultImage = TinyImage.Reference });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new SessionServiceOptions { DefaultImage = TinyImage.Reference, Tick = TimeSpan.FromMilliseconds(50) });
        Register(builder.Services);
        var state = Warren.Api.Local.StateFolder.Open(_state.FullName);
        _app = ServerApplication.Build(
            builder, Configure(new ServerOptions { Port = 0, AdminPassword = AdminPassword, LogLevel = Microsoft.Extensions.Logging.LogLevel.Error }), state, new Installer(null, 0));
        await TinyImage.ImportAsync(_app.Services.GetRequiredService<ImageService>(), Token);
        await _app.StartAsync(Token);
        AccessToken = (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim();
        Anonymous.BaseAddress = new Uri(_app.Urls.Last()); // On loopback, also of a server that listens elsewhere too.
        Client = new WarrenClient(Anonymous.BaseAddress, AccessToken);
    }

    /// <summary>The settings that a class of tests wants.</summary>
    protected virtual ServerOptions Configure(ServerOptions options) => options;

    /// <summary>What a class of tests puts in the place of the server's own.</summary>
    protected virtual void Register(IServiceCollection services)
    {
    }

    /// <summary>Sends a request with the token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-Key", AccessToken);
        if (json is not null)
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        return Anonymous.SendAsync(request, Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        Anonymous.Dispose();
        await _app!.DisposeAsync();
        await Engine.DisposeAsync();
        _state.Delete(recursive: true);
    }
}
