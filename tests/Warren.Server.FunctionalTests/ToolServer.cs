using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Server.Hosting;
using Warren.Server.Tools;
using Warren.TestKit;
using Warren.Tools;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.FunctionalTests;

/// <summary>A server that runs tools by real runc, and can be ended and begun anew.</summary>
public sealed class ToolServer : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly Action<IServiceCollection> _configure;
    private WebApplication? _app;

    private ToolServer(Action<IServiceCollection> configure) => _configure = configure;

    public HttpClient Http { get; private set; } = new();

    public string Artifacts => Path.Combine(_state.FullName, "artifacts");

    public IServiceProvider Services => _app!.Services;

    private static CancellationToken Token => ServerFixture.Token;

    private static string Guest => Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest");

    /// <summary>Starts one, or skips the test where that cannot be.</summary>
    public static async Task<ToolServer> StartAsync(Action<IServiceCollection>? configure = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        Assert.SkipUnless(File.Exists(Guest), "needs the published guest (eng/publish-guest)");
        await WorkerImage.PrepareAsync(Token);
        var server = new ToolServer(configure ?? (_ => { }));
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(server._state.FullName, "images"), WorkerImage.Folder);
            await server.BeginAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server, and begins the next one on what it left.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    /// <summary>Runs a tool.</summary>
    public async Task<ToolResult> RunAsync(object body)
    {
        using var answer = await PostAsync("/api/v0/tools/execute", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.ToolResult, Token))!;
    }

    /// <summary>Runs a command line by the tool <c>shell</c>.</summary>
    public Task<ToolResult> ShellAsync(string command, string session = "s") => RunAsync(new { tool = "shell", sessionId = session, command });

    public Task<HttpResponseMessage> PostAsync(string path, object body) =>
        Http.PostAsync(path, new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body, ToolJson.Options), Encoding.UTF8, "application/json"), Token);

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, Token))!;

    /// <summary>The problem that a call is answered with.</summary>
    public static async Task<Problem> ProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(status == answer.StatusCode, text);
        return System.Text.Json.JsonSerializer.Deserialize(text, WarrenJson.Wire.Problem)!;
    }

    /// <summary>The text of an output artifact.</summary>
    public Task<string> ReadAsync(ToolResult result, string name) => Http.GetStringAsync(result.Artifacts.Outputs[name], Token);

    public async ValueTask DisposeAsync()
    {
        // What a stopped server leaves to the next one has none here.
        if (_app?.Services.GetRequiredService<SandboxService>() is { } sandboxes)
            foreach (var (owner, sandbox) in sandboxes.ListAll())
                await sandboxes.DeleteAsync(sandbox.Id, owner, CancellationToken.None);
        await EndAsync();
        if (Path.Combine(_state.FullName, "installation") is var installation && File.Exists(installation))
            HostTraces.Forget((await File.ReadAllTextAsync(installation, CancellationToken.None)).Trim());
        _state.Delete(recursive: true);
    }

    private async Task BeginAsync()
    {
        var state = StateFolder.Open(_state.FullName);
        var builder = WebApplication.CreateSlimBuilder();
        _configure(builder.Services);
        _app = ServerApplication.Build(builder, new ServerOptions
        {
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Error,
            Guest = Guest,
            RecipesFolder = Path.Combine(Repository.Root, "images"),
        }, state, new Installer(null, 0));
        await _app.StartAsync(Token);
        Http = new() { BaseAddress = new(_app.Urls.Single()) };
        Http.DefaultRequestHeaders.Add("X-API-Key", (await File.ReadAllTextAsync(state.TokenFile, Token)).Trim());
    }

    private async Task EndAsync()
    {
        Http.Dispose();
        if (_app is null)
            return;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _app = null;
    }
}
